module parkscope.test/forgetd

go 1.22
