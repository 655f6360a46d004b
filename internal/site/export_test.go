package site

import "context"

// Tick is what Run does every ten seconds.
func (s *Server) Tick(ctx context.Context) { s.reads.tick(ctx) }
