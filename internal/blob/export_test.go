package blob

// SetFault makes a step of Put fail.
func SetFault(d *Disk, fault func(step string) error) { d.fault = fault }
