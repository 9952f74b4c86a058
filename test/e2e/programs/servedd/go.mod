module parkscope.test/servedd

go 1.22
