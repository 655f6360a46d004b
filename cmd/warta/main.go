// Command warta is a whole newspaper in one binary: it serves the paper,
// brings articles in, and starts a demo to look at.
//
// The files of this package hold subcommands and wiring, nothing else: what
// the newspaper can do is in the packages under internal.
package main

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // zones must print right on machines without a zone database

	"github.com/alecthomas/kong"

	"warta/internal/media"
)

// version is set when a release is built.
var version = "dev"

// cli is the command line, and with it the configuration: every flag can also
// be given in the configuration file and by environment; flags win over the
// environment, and the environment over the file.
type cli struct {
	Config kong.ConfigFlag `help:"Configuration file (JSON, keys as the flags here). Default: warta.json in the data folder, if it is there." placeholder:"FILE" env:"WARTA_CONFIG"`
	Data   string          `help:"Data folder: database, media and page store. Made if it is not there." default:"data" placeholder:"DIR" env:"WARTA_DATA"`
	DB     string          `name:"db" help:"PostgreSQL address, postgres://user:password@host/name. Default: SQLite in the data folder." placeholder:"URL" env:"WARTA_DB"`
	Media  string          `help:"Where photos, films and documents are kept: a folder, or a bucket as s3://key:secret@host/bucket?region=…&insecure=1. Key and secret can also be given as WARTA_MEDIA_KEY and WARTA_MEDIA_SECRET. Default: media in the data folder." placeholder:"URL" env:"WARTA_MEDIA"`
	Log    string          `help:"How much to log: error, warn, info or debug." enum:"error,warn,info,debug" default:"info" env:"WARTA_LOG"`

	Serve    serveCmd    `cmd:"" help:"Serve the newspaper."`
	Demo     demoCmd     `cmd:"" help:"Serve a newspaper with demo content, to look at."`
	Import   importCmd   `cmd:"" help:"Bring articles in from elsewhere."`
	Export   exportCmd   `cmd:"" help:"Take the paper out: whole, for WordPress, or for partners."`
	Move     moveCmd     `cmd:"" help:"Copy the newspaper to PostgreSQL and a bucket, and compare."`
	Backup   backupCmd   `cmd:"" help:"Make, check and restore backups: archives of the whole newspaper."`
	Redirect redirectCmd `cmd:"" help:"Send an old address elsewhere, with one 301."`
	User     userCmd     `cmd:"" help:"Look after the accounts of the newsroom."`
	Theme    themeCmd    `cmd:"" help:"Look at themes."`
	Audit    auditCmd    `cmd:"" help:"Look at the audit."`
	Doctor   doctorCmd   `cmd:"" help:"Look at everything and say what to do about it."`
	Version  versionCmd  `cmd:"" help:"Say which version this is."`
}

// listen are the flags of commands that serve.
type listen struct {
	Addr   string `help:"Address to listen on." default:"127.0.0.1:8080" placeholder:"HOST:PORT" env:"WARTA_ADDR"`
	Themes string `help:"Folder of theme folders. Default: themes in the data folder." placeholder:"DIR" env:"WARTA_THEMES"`
	// Proxies are believed; forwarding headers of anybody else are dropped.
	Proxies []netip.Prefix `help:"Networks of proxies in front, such as 10.0.0.0/8, whose X-Forwarded headers are believed. Default: none." placeholder:"NET" env:"WARTA_PROXIES"`
	// On a laptop one name does for readers and newsroom; a newspaper gives the
	// newsroom its own, where readers' pages cannot reach its cookies. Passkeys
	// belong to these addresses, and links are printed with the first.
	Newsroom     []string `help:"Addresses of the newsroom and its API, such as https://redaksi.example.id. Default: every address, as on a laptop." placeholder:"URL" env:"WARTA_NEWSROOM"`
	SecondFactor bool     `help:"Ask whoever can publish for a passkey or a code besides the password." default:"true" negatable:"" env:"WARTA_SECOND_FACTOR"`
	Heads        string   `name:"audit-heads" help:"File to which the end of the audit is written each hour; best on another machine. Default: audit-heads.jsonl in the data folder." placeholder:"FILE" env:"WARTA_AUDIT_HEADS"`
	WordPress    bool     `name:"wordpress-api" help:"Answer the reading half of WordPress's REST API under /wp-json, for apps made for the paper's former site." env:"WARTA_WORDPRESS_API"`
	// A city can share an address, so this is not one reader's measure.
	SearchRate float64 `help:"Searches per second that each network of readers (/24, /48) may cause beyond kept answers; eight times as many at once." default:"5" env:"WARTA_SEARCH_RATE"`
}

const description = `Warta is a whole online newspaper in one program.

Start with "warta demo" and open the address that it prints. A paper of your
own begins with "warta serve": it keeps everything in one folder, needs no
other service, and moves to PostgreSQL when it outgrows one machine.`

func main() {
	// This binary is also the child in which photos are decoded, under limits.
	media.Child()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := run(ctx, os.Args[1:], os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// exit ends the parser early when help was asked for.
type exit struct{ code int }

// run is main without the process: it gives the exit code.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) (code int) {
	defer func() {
		switch e := recover().(type) {
		case nil:
		case exit:
			code = e.code
		default:
			panic(e) // a fault of ours must not look like success
		}
	}()
	var c cli
	parser, err := kong.New(&c,
		kong.Name("warta"),
		kong.Description(description),
		kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit{code}) }),
		kong.Configuration(fileConfiguration, configFile(args)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, WrapUpperBound: 100}),
	)
	if err != nil {
		return report(stderr, err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	if err != nil {
		var usage *kong.ParseError
		if errors.As(err, &usage) {
			return reportUsage(stderr, usage)
		}
		return report(stderr, err)
	}
	app := &app{cli: &c, ctx: ctx, args: args, stdout: stdout, stderr: stderr, log: logger(stderr, c.Log)}
	if err := parsed.Run(app); err != nil {
		return report(stderr, err)
	}
	return 0
}

// fileConfiguration reads the configuration file, and leaves alone what the
// environment says: by itself kong would let the file win.
func fileConfiguration(r io.Reader) (kong.Resolver, error) {
	file, err := kong.JSON(r)
	if err != nil {
		return nil, err
	}
	var over kong.ResolverFunc = func(ctx *kong.Context, parent *kong.Path, flag *kong.Flag) (any, error) {
		for _, name := range flag.Envs {
			if os.Getenv(name) != "" {
				return nil, nil
			}
		}
		return file.Resolve(ctx, parent, flag)
	}
	return over, nil
}

// configFile is the file that is read when --config names none: warta.json in
// the data folder that the arguments or the environment name.
func configFile(args []string) string {
	data := os.Getenv("WARTA_DATA")
	for i, a := range args {
		if v, ok := cutFlag(a, "--data"); ok {
			data = v
		} else if a == "--data" && i+1 < len(args) {
			data = args[i+1]
		}
	}
	if data == "" {
		data = "data"
	}
	return data + "/warta.json"
}

func cutFlag(arg, name string) (string, bool) {
	if len(arg) > len(name) && arg[:len(name)] == name && arg[len(name)] == '=' {
		return arg[len(name)+1:], true
	}
	return "", false
}
