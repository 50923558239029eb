package main

// about is what -h prints above the flags.
const about = `pretobranco-converter converts pictures to black and white for other programs.

It is an XML-RPC server with one method, preto_branco(image [, options]): base64 of a
picture file in, base64 of the gray picture out, a JPEG unless the options say otherwise.

Examples:
  pretobranco-converter                                      every interface, port 8000
  pretobranco-converter -addr 127.0.0.1:8000                 this computer only
  PRETOBRANCO_TOKEN=secret pretobranco-converter -jobs 4     requires the token
  pretobranco-converter -tls-cert cert.pem -tls-key key.pem  over TLS

Call it from Python:
  import base64, xmlrpc.client
  proxy = xmlrpc.client.ServerProxy("http://127.0.0.1:8000")
  gray = proxy.preto_branco(base64.b64encode(open("photo.jpg", "rb").read()).decode())
  open("gray.jpg", "wb").write(base64.b64decode(gray))
  # keep a PNG a PNG:  proxy.preto_branco(text, {"format": "keep", "look": "neutral"})
  # with a token:      ServerProxy("http://:secret@127.0.0.1:8000")

It logs one line for each picture to standard error, and answers GET /healthz with "ok" and
GET /metrics for Prometheus. On SIGTERM or Ctrl-C it finishes the pictures that it has; on the
second signal it ends at once.
`
