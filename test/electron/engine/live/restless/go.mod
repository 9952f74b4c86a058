module example.com/restless

go 1.24
