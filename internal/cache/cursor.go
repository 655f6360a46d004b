package cache

import "os"

type cursor struct{}

func (c *cursor) load(root *os.Root) error { return nil }
