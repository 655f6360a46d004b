package web

import "net/http"

// PublicCSP is the policy of pages that bring none of their own: everything
// from the paper's own host, nothing inline (operations.md section 4).
const PublicCSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
	"media-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// permissions switches off what a newspaper does not need (PV-3).
const permissions = "accelerometer=(), ambient-light-sensor=(), autoplay=(), battery=(), bluetooth=(), browsing-topics=(), " +
	"camera=(), display-capture=(), encrypted-media=(), gamepad=(), geolocation=(), gyroscope=(), hid=(), idle-detection=(), " +
	"local-fonts=(), magnetometer=(), microphone=(), midi=(), payment=(), publickey-credentials-create=(), " +
	"publickey-credentials-get=(), screen-wake-lock=(), serial=(), storage-access=(), usb=(), web-share=(), xr-spatial-tracking=()"

// Ready-made values: a cached page costs no allocation for them. They have no
// spare capacity, so adding to one copies it.
var (
	nosniff         = []string{"nosniff"}
	referrerPolicy  = []string{"strict-origin-when-cross-origin"}
	permissionsOff  = []string{permissions}
	strictTransport = []string{"max-age=31536000"}
)

// SecurityHeaders sets what every answer carries (ASVS 3.4.x): nosniff,
// Referrer-Policy, Permissions-Policy, Content-Security-Policy, and HSTS for a
// year when the reader came by https. policy replaces [PublicCSP]; a handler
// replaces either by setting its own.
func SecurityHeaders(policy ...string) Middleware {
	csp := []string{PublicCSP}
	if len(policy) > 0 {
		csp = policy[:1:1]
	}
	return func(next http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			h := w.Header()
			h["X-Content-Type-Options"] = nosniff
			h["Referrer-Policy"] = referrerPolicy
			h["Permissions-Policy"] = permissionsOff
			h["Content-Security-Policy"] = csp
			if Scheme(r) == "https" {
				h["Strict-Transport-Security"] = strictTransport
			}
			next.ServeHTTP(w, r)
		})
	}
}
