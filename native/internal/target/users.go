package target

import (
	"os/user"
	"strconv"
	"sync"
)

// userCache keeps names of users: each look-up reads the whole of /etc/passwd.
type userCache struct {
	lock  sync.Mutex
	names map[int]string
}

// name answers the number as text where the system has no name for it, as in a container of other users.
func (c *userCache) name(uid int) string {
	c.lock.Lock()
	defer c.lock.Unlock()
	name, known := c.names[uid]
	if known {
		return name
	}
	name = strconv.Itoa(uid)
	if found, err := user.LookupId(name); err == nil {
		name = found.Username
	}
	if c.names == nil {
		c.names = map[int]string{}
	}
	c.names[uid] = name
	return name
}
