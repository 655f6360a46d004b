package auth

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"warta/internal/news"
	"warta/internal/store"
)

// KeyFileName is the file in the data folder whose key seals what the database
// must be able to give back (operations.md 6.5).
const KeyFileName = "warta.key"

// Keys seal secrets of the database: a copy of it alone opens none of them. The
// first key seals, every key opens, so that a new one can be put on top.
type Keys struct {
	ids  []string
	aead map[string]cipher.AEAD
}

// OpenKeys reads the key file of a data folder. Nodes of one newspaper share a
// copy. NotFound when there is none.
func OpenKeys(dir string) (*Keys, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	text, err := root.ReadFile(KeyFileName)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, news.Refuse(news.NotFound, "read the key file", "auth.key_file", map[string]any{"file": KeyFileName})
	}
	if err != nil {
		return nil, fmt.Errorf("read the key file: %w", err)
	}
	return parseKeys(text)
}

// MakeKeys writes a key file with a first key; Conflict when there is one.
func MakeKeys(dir string) (*Keys, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("open the data folder: %w", err)
	}
	defer root.Close()
	var id [4]byte
	var key [32]byte
	rand.Read(id[:])
	rand.Read(key[:])
	text := fmt.Appendf(nil, "# The key to secrets in Warta's database. Keep a copy apart from backups of the database,\n"+
		"# and show it to nobody. Nodes of one newspaper share it. docs/security.md tells more.\n%s %s\n",
		hex.EncodeToString(id[:]), base64.StdEncoding.EncodeToString(key[:]))
	f, err := root.OpenFile(KeyFileName, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return nil, news.E(news.Conflict, "write the key file", err)
	}
	if err == nil {
		_, err = f.Write(text)
		err = errors.Join(err, f.Sync(), f.Close())
	}
	if err != nil {
		return nil, fmt.Errorf("write the key file: %w", err)
	}
	return parseKeys(text)
}

func parseKeys(text []byte) (*Keys, error) {
	k := &Keys{aead: map[string]cipher.AEAD{}}
	bad := func(line int) error {
		return news.Refuse(news.Invalid, "read the key file", "auth.key_line", map[string]any{"file": KeyFileName, "line": line})
	}
	for i, line := range bytes.Split(text, []byte("\n")) {
		line := strings.TrimSpace(string(line))
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		id, value, _ := strings.Cut(line, " ")
		raw, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
		if b, herr := hex.DecodeString(id); herr != nil || len(b) != 4 || err != nil || len(raw) != 32 || k.aead[id] != nil {
			return nil, bad(i + 1)
		}
		block, err := aes.NewCipher(raw)
		if err != nil {
			return nil, bad(i + 1)
		}
		if k.aead[id], err = cipher.NewGCM(block); err != nil {
			return nil, bad(i + 1)
		}
		k.ids = append(k.ids, id)
	}
	if len(k.ids) == 0 {
		return nil, bad(1)
	}
	return k, nil
}

// seal encrypts a secret for one place: what is moved to another row does not
// open there. The result is key id (4 bytes), nonce and AES-256-GCM.
func (k *Keys) seal(place string, secret []byte) []byte {
	id := k.ids[0]
	out, _ := hex.DecodeString(id)
	nonce := make([]byte, k.aead[id].NonceSize())
	rand.Read(nonce)
	out = append(out, nonce...)
	return k.aead[id].Seal(out, nonce, secret, []byte(place))
}

// errSealed is a secret that none of our keys opens.
var errSealed = errors.New("the secret was sealed with another key file")

func (k *Keys) open(place string, sealed []byte) ([]byte, error) {
	if len(sealed) < 4+12+16 {
		return nil, errSealed
	}
	aead := k.aead[hex.EncodeToString(sealed[:4])]
	if aead == nil {
		return nil, errSealed
	}
	n := 4 + aead.NonceSize()
	secret, err := aead.Open(nil, sealed[4:n], sealed[n:], []byte(place))
	if err != nil {
		return nil, errSealed
	}
	return secret, nil
}

// LoadKeys reads the key file of a data folder, and makes it for a newspaper
// that has sealed nothing yet. Where something was sealed, a missing file is
// NotFound: a new one could not open it.
func LoadKeys(ctx context.Context, db store.Database, dir string) (*Keys, error) {
	k, err := OpenKeys(dir)
	if !news.Is(err, news.NotFound) {
		return k, err
	}
	sealed := false
	rerr := db.Read(ctx, func(tx store.Tx) error {
		keys, err := tx.SignIns().Keys(ctx, "")
		sealed = len(keys) > 0
		return err
	})
	if rerr != nil {
		return nil, rerr
	}
	if sealed {
		return nil, err
	}
	k, err = MakeKeys(dir)
	if news.Is(err, news.Conflict) {
		// Another process was faster.
		return OpenKeys(dir)
	}
	return k, err
}
