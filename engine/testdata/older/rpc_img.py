"""The older converter: XML-RPC, base64 text of an image in, base64 text of a gray JPEG out.

usage: rpc_img.py PORT      (0 picks a free one; the first line printed is the port)
"""
import base64
import io
import sys
from xmlrpc.server import SimpleXMLRPCRequestHandler, SimpleXMLRPCServer

from PIL import Image, ImageOps


def preto_branco(text):
    with Image.open(io.BytesIO(base64.b64decode(text))) as image:
        out = io.BytesIO()
        ImageOps.grayscale(image).save(out, "JPEG")
    return base64.b64encode(out.getvalue()).decode("ascii")


class Server(SimpleXMLRPCServer):
    def server_activate(self):
        super().server_activate()
        print(self.server_address[1], flush=True)


server = Server(("127.0.0.1", int(sys.argv[1])), SimpleXMLRPCRequestHandler, logRequests=False)
server.register_function(preto_branco)
server.serve_forever()
