module parkscope/native

go 1.24
