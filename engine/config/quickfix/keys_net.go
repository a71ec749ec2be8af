package quickfix

// keysNet are those that QuickFIX/n alone has.
var keysNet = []Key{
	{Name: "SSLEnable", Engines: N, To: "TLS.Enabled"},
	{Name: "SSLServerName", Engines: N, Advice: "write TLS: {ServerName: …}", For: forInitiator},
	{Name: "SSLCertificate", Engines: N, Advice: "write certificate and key in PEM: TLS: {CertFile: …, KeyFile: …}"},
	{Name: "SSLCertificatePassword", Engines: N, Advice: "the files are PEM, without a password"},
	{Name: "SSLProtocols", Engines: N, Advice: "write TLS: {MinVersion: '1.2'}"},
	{Name: "SSLValidateCertificates", Engines: N, Advice: "for tests: TLS: {InsecureSkipVerify: true}"},
	{Name: "SSLCheckCertificateRevocation", Engines: N, Advice: inCode + ": VerifyConnection of a tls.Config"},
	{Name: "SSLRequireClientCertificate", Engines: N, Advice: "an acceptor with TLS.CAFile asks for certificates", For: forAcceptor},
	{Name: "SocketSendTimeout", Engines: N, Advice: "write Limits: {WriteTimeout: 10s}"},
	{Name: "SocketReceiveTimeout", Engines: N, Advice: "a peer that is silent is noticed by its heartbeats"},
	{Name: "SocketIgnoreProxy", Engines: N, Advice: "no proxy is used unless one is set"},
	{Name: "UseTimeStampsInLog", Engines: N, Advice: always},
}
