package auth

// AsksFactor reports whether a powerful position waits for a second factor here
// (PERM-3).
func (k *Keeper) AsksFactor() bool { return !k.o.WithoutSecondFactor }
