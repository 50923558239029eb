package converter_test

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pretobranco/engine/bw"
	"pretobranco/engine/converter"
	"pretobranco/engine/httpd"
	"pretobranco/engine/testkit"
)

// runProgram gives a program of another language the server's address and a photo, and a
// name for the result, which must be gray.
func runProgram(t *testing.T, program string, command ...string) {
	t.Helper()
	url := start(t, converter.Config{Limits: bw.ServerLimits}, httpd.Config{Token: "s3cret"})
	in, out := filepath.Join(t.TempDir(), "in.jpg"), filepath.Join(t.TempDir(), "out.jpg")
	if err := os.WriteFile(in, photo(t, 75, 41), 0o644); err != nil {
		t.Fatal(err)
	}
	args := append(command[1:], program, "--", strings.TrimPrefix(url, "http://"), in, out)
	if said, err := exec.Command(command[0], args...).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	for _, name := range []string{out, out + ".typed"} {
		file, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		isGray(t, file, 75, 41)
	}
}

// Ruby's client, with text, with base64, with options, and with what is wrong.
func TestRubyClient(t *testing.T) {
	testkit.Probe(t, "ruby ruby-xmlrpc", "ruby", "-e", "require 'xmlrpc/client'")
	runProgram(t, `
require 'xmlrpc/client'
require 'base64'
host, port = ARGV[0].split(':')
server = XMLRPC::Client.new(host, '/RPC2', port.to_i, nil, nil, 'anyone', 's3cret')
image = File.binread(ARGV[1])
[:encode64, :strict_encode64].each do |form|
  File.binwrite(ARGV[2], Base64.strict_decode64(server.call('preto_branco', Base64.send(form, image))))
end
File.binwrite(ARGV[2] + '.typed', server.call('preto_branco', XMLRPC::Base64.new(image)))
raise 'no PNG' unless server.call('preto_branco', XMLRPC::Base64.new(image), {'format' => 'png', 'look' => 'neutral'}).start_with?("\x89PNG".b)
raise 'not listed' unless server.call('system.listMethods').include?('preto_branco')
both = server.multicall(['system.methodHelp', 'preto_branco'], ['preto_branco', 'AAAA'])
raise both.inspect unless both[0].include?('black and white') && both[1].is_a?(XMLRPC::FaultException)
begin
  server.call('preto_branco', XMLRPC::Base64.new('no picture, <&> é'))
  raise 'converted'
rescue XMLRPC::FaultException => e
  raise e.inspect unless e.faultCode == -32002
end
begin
  XMLRPC::Client.new(host, '/RPC2', port.to_i, nil, nil, 'anyone', 'guess').call('system.listMethods')
  raise 'let in'
rescue RuntimeError => e
  raise e.message unless e.message.include?('Authorization failed')
end
`, "ruby", "-e")
}

// PHP's xmlrpc extension, which declares ISO-8859-1 and writes line breaks as references.
func TestPHPClient(t *testing.T) {
	testkit.Probe(t, "php-cli php-xmlrpc", "php", "-r", "exit(function_exists('xmlrpc_encode_request') ? 0 : 1);")
	runProgram(t, `
function call($method, ...$params) {
  global $argv;
  $context = stream_context_create(['http' => ['method' => 'POST', 'ignore_errors' => true,
    'header' => "Content-Type: text/xml\r\nAuthorization: Bearer s3cret\r\n", 'content' => xmlrpc_encode_request($method, $params)]]);
  return xmlrpc_decode(file_get_contents('http://' . $argv[1] . '/', false, $context));
}
function typed($data) { xmlrpc_set_type($data, 'base64'); return $data; }
function want($true, $what) { if (!$true) { fwrite(STDERR, "wrong: $what\n"); exit(1); } }
$image = file_get_contents($argv[2]);
$gray = call('preto_branco', chunk_split(base64_encode($image)));
want(is_string($gray), print_r($gray, true));
file_put_contents($argv[3], base64_decode($gray));
$gray = call('preto_branco', typed($image));
want(is_object($gray) && $gray->xmlrpc_type == 'base64', print_r($gray, true));
file_put_contents($argv[3] . '.typed', $gray->scalar);
$png = call('preto_branco', typed($image), ['format' => 'png', 'quality' => 50]);
want(substr($png->scalar, 0, 4) == "\x89PNG", 'png');
want(in_array('preto_branco', call('system.listMethods')), 'list');
$fault = call('preto_branco', typed("no picture, \xe9"));
want(xmlrpc_is_fault($fault) && $fault['faultCode'] == -32002, print_r($fault, true));
$fault = call("caf\xe9");
want(xmlrpc_is_fault($fault) && $fault['faultCode'] < 0, print_r($fault, true));
`, "php", "-r")
}

// wrongs are documents that no client should send: values that are not of their type, and
// every part of a good one that breaks off.
func wrongs() []string {
	value := func(text string) string { return call(text) }
	list := []string{
		"", " ", "hello", "<", "<?xml", "<?xml version='1.0'?>", "\x00", "\xff\xfe<\x00m\x00", "\xef\xbb\xbf", "{}", "<html></html>",
		"<methodResponse><params/></methodResponse>", "<methodCall/>", "<methodCall><params/></methodCall>",
		"<methodCall><methodName/></methodCall>", "<methodCall><methodName>a b</methodName></methodCall>",
		"<methodCall><methodName>preto_branco</methodName><methodName>x</methodName></methodCall>",
		"<methodCall><methodName>preto_branco</methodName></methodCall>", "<methodCall><methodName>no.such</methodName></methodCall>",
		"<METHODCALL><METHODNAME>preto_branco</METHODNAME></METHODCALL>",
		value("<int>1</int>"), value("<nil/>"), value("<array><data/></array>"), value("<struct/>"), value("<boolean>1</boolean>"),
		value("<int>x</int>"), value("<int>99999999999</int>"), value("<i4></i4>"), value("<boolean>2</boolean>"), value("<double>1,5</double>"),
		value("<dateTime.iso8601>now</dateTime.iso8601>"), value("<base64>!</base64>"), value("!"), value("AAA"), value("<base64>AAAA"),
		value("<string>AAAA</base64>"), value("<unknown/>"), value("<string/><string/>"), value("text<string/>"), value("&unknown;"),
		value("&#xFFFFFFFF;"), value("&#0;"), value("\x01"), value("\xff"), value("]]>"), value("<![CDATA["), value("<!-- -- -->"), value("<?php"),
		value("<string a='1' a=>x</string>"), value("<string a=<>x</string>"), value("<array>1</array>"), value("<array><data>1</data></array>"),
		value("<struct><member/></struct>"), value("<struct><member><name>a</name></member></struct>"), value("<struct><value/></struct>"),
		value(hello64) + value(hello64), value(hello64) + "more", "more" + value(hello64),
		call(hello64, "<int>1</int>"), call(hello64, hello64), call(hello64, "<struct><member><name>look</name><value>sepia</value></member></struct>"),
		call(hello64, "<struct/>", "<struct/>"), strings.Replace(value(hello64), "1.0", "9.9", 1),
		"<!DOCTYPE x SYSTEM 'file:///etc/passwd'>" + value(hello64), "<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>" + value("&e;"),
		"<?xml version='1.0' encoding='utf-7'?>" + strings.TrimPrefix(value(hello64), "<?xml version='1.0'?>"),
	}
	whole := call("<string>"+hello64+"</string>", "<struct><member><name>format</name><value>png</value></member></struct>")
	for i := range len(whole) - 1 {
		if strings.ContainsAny(whole[i:i+1], "<>/") {
			list = append(list, whole[:i])
		}
	}
	return list
}

// Each of them is answered by a fault at once: not by a status, not by silence, and nothing
// of this computer's is in it.
func TestWrongDocuments(t *testing.T) {
	url := start(t, converter.Config{Limits: bw.ServerLimits}, httpd.Config{})
	documents := wrongs()
	if len(documents) < 60 {
		t.Fatalf("only %d documents", len(documents))
	}
	for _, document := range documents {
		begun := time.Now()
		response, body := post(t, url, document)
		if response.StatusCode != http.StatusOK || !strings.Contains(body, "<fault>") || !strings.Contains(body, "faultCode") || strings.Contains(body, "root:") {
			t.Errorf("%q\n%d %s", document, response.StatusCode, body)
		}
		if took := time.Since(begun); took > time.Minute {
			t.Errorf("%q: %v", document, took)
		}
	}
	t.Logf("%d documents", len(documents))
}
