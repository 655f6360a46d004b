package media

import "syscall"

// limitSelf binds the child: a data segment (the address space, which a Go
// program reserves far beyond its use, cannot be limited), 20 s of processor
// time, no core file, and last in line behind readers.
func limitSelf(data uint64) error {
	for which, most := range map[int]uint64{
		syscall.RLIMIT_DATA: data,
		syscall.RLIMIT_CPU:  childCPU,
		syscall.RLIMIT_CORE: 0,
	} {
		if err := syscall.Setrlimit(which, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			return err
		}
	}
	_ = syscall.Setpriority(syscall.PRIO_PROCESS, 0, 10)
	return nil
}
