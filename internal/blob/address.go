package blob

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"strings"
)

// Address is where media are kept: a folder, or a bucket.
type Address struct {
	// Dir is the folder; empty for a bucket.
	Dir string
	S3  S3Options
}

// ErrAddress is wrapped by errors about addresses. They never hold the address,
// which may hold a secret.
var ErrAddress = errors.New("not an address of media")

// ParseAddress reads DIR or
//
//	s3://key:secret@host[:port]/bucket[/prefix]?region=…&insecure=1&style=host
//
// Key and secret may be left out and are then taken from the environment:
// WARTA_MEDIA_KEY and WARTA_MEDIA_SECRET, or the AWS_ names that other tools
// read.
func ParseAddress(s string) (Address, error) {
	if !strings.HasPrefix(s, "s3://") {
		if strings.Contains(s, "://") {
			return Address{}, fmt.Errorf("%w: it is a folder, or begins with s3://", ErrAddress)
		}
		return Address{Dir: s}, nil
	}
	u, err := url.Parse(s)
	if err != nil {
		// The parser's own error repeats the address.
		return Address{}, fmt.Errorf("%w: it cannot be read; a key or secret with special characters is given in the environment", ErrAddress)
	}
	bucket, prefix, _ := strings.Cut(strings.Trim(u.Path, "/"), "/")
	if u.Hostname() == "" || bucket == "" {
		return Address{}, fmt.Errorf("%w: s3://HOST/BUCKET is needed", ErrAddress)
	}
	if prefix != "" {
		prefix += "/"
	}
	o := S3Options{Endpoint: u.Host, Bucket: bucket, Prefix: prefix}
	if u.User != nil {
		o.Key = u.User.Username()
		o.Secret, _ = u.User.Password()
	}
	if o.Key == "" {
		o.Key = firstSet("WARTA_MEDIA_KEY", "AWS_ACCESS_KEY_ID")
		o.Session = os.Getenv("AWS_SESSION_TOKEN")
	}
	if o.Secret == "" {
		o.Secret = firstSet("WARTA_MEDIA_SECRET", "AWS_SECRET_ACCESS_KEY")
	}
	if o.Key == "" || o.Secret == "" {
		return Address{}, fmt.Errorf("%w: key and secret are missing; give them in WARTA_MEDIA_KEY and WARTA_MEDIA_SECRET", ErrAddress)
	}
	for name, values := range u.Query() {
		v := values[len(values)-1]
		switch name {
		case "region":
			o.Region = v
		case "insecure":
			o.Insecure = v == "1" || v == "true"
		case "style":
			o.HostStyle = v == "host"
		default:
			return Address{}, fmt.Errorf("%w: it has no setting %.20q; there are region, insecure and style", ErrAddress, name)
		}
	}
	return Address{S3: o}, nil
}

// String gives the address without key and secret, to print and to log.
func (a Address) String() string {
	if a.Dir != "" {
		return a.Dir
	}
	return "s3://" + a.S3.Endpoint + "/" + strings.TrimSuffix(a.S3.Bucket+"/"+a.S3.Prefix, "/")
}

func firstSet(names ...string) string {
	for _, n := range names {
		if v := os.Getenv(n); v != "" {
			return v
		}
	}
	return ""
}
