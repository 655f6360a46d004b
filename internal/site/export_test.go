package site

import "context"

// Tick is what Run does every ten seconds.
func (s *Server) Tick(ctx context.Context) { s.reads.tick(ctx) }

// PagePatterns are the addresses of the route table that make a page.
func (s *Server) PagePatterns() (out []string) {
	for _, r := range s.routes {
		if r.page != nil {
			out = append(out, r.pattern)
		}
	}
	return out
}

// MachinePatterns are the fixed files for machines, which name no article.
func MachinePatterns() (out []string) {
	for _, f := range machineFiles {
		out = append(out, f.path)
	}
	return out
}
