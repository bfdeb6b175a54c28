"""The 512-number recognizer: any number of faces at a time, without the weights that make it slow."""

import numpy as np
import onnx
from onnx import numpy_helper

import edits
from packages import Source

FILE = "fr512.onnx"
SOURCE = Source(
    registry="npm",
    package="faceplugin-face-recognition-js",
    version="0.0.1",
    path="package/model/fr_feature.onnx",
    archive_sha256="7ea06031d9a3f83753254fcff60506a07b81b46fc84d4ee024cd041f260ec1ba",
)
DIMENSION = 512


def build(original: bytes) -> onnx.ModelProto:
    model = onnx.load_from_string(original)
    _free_the_batch(model)
    edits.keep_weights_out_of_inputs(model)
    edits.forget_intermediate_shapes(model)
    edits.flush_tiny_weights(model)
    for node in model.graph.node:
        node.doc_string = ""  # source lines of the machine that exported the model
    edits.replace_prelu(model)
    edits.store_weights_as_float16(model)
    return model


def _free_the_batch(model: onnx.ModelProto) -> None:
    """The batch size of 1 is stated in the input, in the output and in the last Reshape."""
    (reshape,) = (node for node in model.graph.node if node.op_type == "Reshape")
    for weight in model.graph.initializer:
        if weight.name == reshape.input[1]:
            weight.CopyFrom(numpy_helper.from_array(np.array([-1, DIMENSION], np.int64), weight.name))
    edits.set_shape(model.graph.input[0], ["N", 3, 112, 112])
    edits.set_shape(model.graph.output[0], ["N", DIMENSION])
