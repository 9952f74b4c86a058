module parkscope.test/standstill

go 1.22
