package auth

// Personal is an entry of the register of personal data (PRS-101; UU 27/2022,
// article 31: record of processing): what one column holds about whom, why, on
// what basis, and how long. A test compares it with the tables.
type Personal struct {
	Table, Column string
	// Whose: "staff", "author", "reader", "somebody in the news".
	Whose string
	Why   string
	// Basis is the ground of article 20 (2): "contract", "duty", "interest".
	Basis string
	Kept  string
}

const (
	staff     = "staff"
	contract  = "contract"
	interest  = "interest"
	asAccount = "until the account is erased"
	security  = "security of the newsroom"
)

// Register lists every column of the tables of this package that says something
// about a person.
var Register = []Personal{
	{"account", "id", staff, "names the person in the audit trail and revisions", interest, "for ever; says nothing once erased"},
	{"account", "name", staff, "colleagues see who wrote and changed", contract, asAccount},
	{"account", "email", staff, "sign-in", contract, asAccount},
	{"account", "email_key", staff, "sign-in", contract, asAccount},
	{"account", "person", staff, "links to the public profile", contract, asAccount},
	{"account", "locale", staff, "language of screens", contract, asAccount},
	{"account", "active", staff, "who may sign in", contract, asAccount},
	{"account", "owner", staff, "who installed the newspaper", contract, asAccount},
	{"account", "created", staff, "since when somebody has an account", contract, asAccount},
	{"account", "erased", staff, "proof of erasure", "duty", "for ever"},
	{"account", "handle", staff, "names the account to passkeys", contract, "random; for ever"},
	{"account", "epoch", staff, security, interest, "a count; for ever"},
	{"account", "password", staff, "sign-in; a hash", contract, "until replaced or reset"},
	{"account", "password_at", staff, security, interest, asAccount},
	{"account", "must_change", staff, security, interest, "until the password is changed"},
	{"account", "totp", staff, "sign-in; sealed", contract, "until removed or reset"},
	{"account", "totp_at", staff, security, interest, "until removed or reset"},
	{"account", "totp_step", staff, "a code works once", interest, "until removed or reset"},
	{"account", "origin", staff, "an import twice changes nothing", interest, "for ever; a number of the former system"},
	{"passkey", "id", staff, "names a passkey", contract, "until removed or reset"},
	{"passkey", "account", staff, "whose it is", contract, "until removed or reset"},
	{"passkey", "credential", staff, "sign-in", contract, "until removed or reset"},
	{"passkey", "name", staff, "the owner knows it by that", contract, "until removed or reset"},
	{"passkey", "data", staff, "sign-in; a public key", contract, "until removed or reset"},
	{"passkey", "created", staff, security, interest, "until removed or reset"},
	{"passkey", "used", staff, security, interest, "until removed or reset"},
	{"recovery_code", "account", staff, "whose it is", contract, "until used, replaced or reset"},
	{"recovery_code", "hash", staff, "sign-in; a hash", contract, "until used, replaced or reset"},
	{"account_grant", "id", staff, "names a grant", contract, asAccount},
	{"account_grant", "account", staff, "who may do what", contract, asAccount},
	{"account_grant", "position", staff, "who may do what", contract, asAccount},
	{"account_grant", "sections", staff, "who may do what", contract, asAccount},
	{"account_grant", "until", staff, "who may do what", contract, asAccount},
	{"account_grant", "switches", staff, "who may do what", contract, asAccount},
	{"account_grant", "pending", staff, "who may do what", contract, asAccount},
	{"account_grant", "actor", staff, "who granted it", interest, asAccount},
	{"account_grant", "at", staff, "when it was granted", interest, asAccount},
	{"login_session", "id", staff, "names a session", contract, "30 days after its end"},
	{"login_session", "hash", staff, "who is signed in; a hash", contract, "until its end"},
	{"login_session", "account", staff, "who is signed in", contract, "30 days after its end"},
	{"login_session", "method", staff, security, interest, "30 days after its end"},
	{"login_session", "strong", staff, security, interest, "30 days after its end"},
	{"login_session", "created", staff, security, interest, "30 days after its end"},
	{"login_session", "seen", staff, "ends sessions that nobody uses", interest, "30 days after its end"},
	{"login_session", "fresh", staff, security, interest, "30 days after its end"},
	{"login_session", "ends", staff, security, interest, "30 days after its end"},
	{"login_session", "device", staff, "the owner recognises it", interest, "30 days after its end"},
	{"login_session", "address", staff, "the owner recognises it", interest, "30 days after its end"},
	{"login_link", "hash", staff, "invitation and reset; a hash", contract, "24 hours"},
	{"login_link", "kind", staff, "invitation and reset", contract, "24 hours"},
	{"login_link", "account", staff, "whom it is for", contract, "24 hours"},
	{"login_link", "data", staff, "a sealed secret during set-up", contract, "15 minutes"},
	{"login_link", "actor", staff, "who made it", interest, "24 hours"},
	{"login_link", "created", staff, security, interest, "24 hours"},
	{"login_link", "ends", staff, security, interest, "24 hours"},
	{"api_token", "id", staff, "names a token in the audit trail", contract, "30 days after its end"},
	{"api_token", "account", staff, "in whose name a program works", contract, "30 days after its end"},
	{"api_token", "hash", staff, "sign-in of programs; a hash", contract, "30 days after its end"},
	{"api_token", "name", staff, "the owner knows it by that", contract, "30 days after its end"},
	{"api_token", "permissions", staff, "what the program may", contract, "30 days after its end"},
	{"api_token", "sections", staff, "what the program may", contract, "30 days after its end"},
	{"api_token", "created", staff, security, interest, "30 days after its end"},
	{"api_token", "ends", staff, security, interest, "30 days after its end"},
	{"api_token", "used", staff, security, interest, "30 days after its end"},
	{"login_device", "account", staff, "lets the owner in during an attack", interest, "180 days after the last sign-in"},
	{"login_device", "hash", staff, "lets the owner in during an attack; a hash", interest, "180 days after the last sign-in"},
	{"login_device", "name", staff, "the owner recognises it", interest, "180 days after the last sign-in"},
	{"login_device", "created", staff, security, interest, "180 days after the last sign-in"},
	{"login_device", "seen", staff, security, interest, "180 days after the last sign-in"},
	{"attempt", "key", staff, "limits tries; account number, network or a hash", interest, "a day"},
	{"attempt", "minute", staff, "limits tries", interest, "a day"},
	{"attempt", "n", staff, "limits tries", interest, "a day"},
	{"login_log", "id", staff, "names a line", interest, "a year"},
	{"login_log", "at", staff, security, interest, "a year"},
	{"login_log", "account", staff, security, interest, "a year"},
	{"login_log", "event", staff, security, interest, "a year"},
	{"login_log", "address", staff, security, interest, "90 days in full, then its network for a year"},
	{"login_log", "device", staff, security, interest, "a year"},
	{"login_log", "n", staff, security, interest, "a year"},
}

// Impersonal are columns of the newspaper's other tables, and of ours, that
// were looked at and say nothing about a person; "table.*" is a whole table.
var Impersonal = []string{"signing_key.*", "signed_revoked.*"}
