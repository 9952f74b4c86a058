module example.com/workloads

go 1.22
