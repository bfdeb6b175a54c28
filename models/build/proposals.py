"""Face proposals: the two heads of a small detector that look for small faces, for a photo of any size.

The original takes 320x240 pixels, already normalised, looks for faces of four size ranges and works out
their boxes itself. This keeps the two smaller ranges and stops at the numbers that boxes are worked out from,
which do not depend on the size of the photo; ../README.md says how to read them.
"""

import dataclasses

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import edits
import fr512

FILE = "proposals.onnx"
SOURCE = dataclasses.replace(fr512.SOURCE, path="package/model/fr_detect.onnx")
ANCHORS = (3, 2)  # in each cell of level 0 and of level 1
NUMBERS = 5  # of each anchor: how much it looks like a face, and four for the box
MEAN, DIVISOR = 127, 128  # the original is given (rgb - MEAN) / DIVISOR
# Keeps the first convolution (432 numbers) out of float16, where some of its small weights would be denormal.
SMALL_TENSOR = 1000
OPSET = 11
IR_VERSION = 6


def build(original: bytes) -> onnx.ModelProto:
    detector = _Detector(onnx.load_from_string(original).graph)
    outputs = [detector.add_output(level) for level in range(len(ANCHORS))]
    detector.keep_only_what_makes(outputs)
    detector.take_plain_rgb()
    model = detector.model(outputs)
    edits.store_weights_as_float16(model, SMALL_TENSOR)
    return model


class _Detector:
    """The original network on its way to the new one: nodes in order, and weights by name."""

    def __init__(self, graph: onnx.GraphProto) -> None:
        (self._input,) = (value.name for value in graph.input)
        self._weights = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
        self._nodes: list[onnx.NodeProto] = []
        for node in graph.node:
            if node.op_type == "Constant":
                self._weights[node.output[0]] = numpy_helper.to_array(node.attribute[0].t)
            else:
                self._nodes.append(node)

    def add_output(self, level: int) -> str:
        """Join what a level's two heads say: a logit for each anchor, then four box numbers for each."""
        faces = self._last_convolution("classification", level)
        boxes = self._last_convolution("regression", level)
        weight, bias = (self._weights[name] for name in faces.input[1:])
        # Its channels are background and face by turns. Their softmax is the sigmoid of their difference.
        weight, bias = weight[1::2] - weight[0::2], bias[1::2] - bias[0::2]
        parts = [f"classification{level}", f"regression{level}"]
        self._add_convolution(faces, parts[0], weight, bias)
        self._add_convolution(boxes, parts[1], *(self._weights[name] for name in boxes.input[1:]))
        output = f"level{level}"
        self._nodes.append(helper.make_node("Concat", parts, [output], axis=1))
        return output

    def keep_only_what_makes(self, outputs: list[str]) -> None:
        """Drop all nodes and weights that the outputs do not depend on."""
        needed = set(outputs)
        kept: list[onnx.NodeProto] = []
        for node in reversed(self._nodes):
            if needed.intersection(node.output):
                needed.update(node.input)
                kept.append(node)
        self._nodes = kept[::-1]
        self._weights = {name: values for name, values in self._weights.items() if name in needed}

    def take_plain_rgb(self) -> None:
        """Put the normalisation into the first convolution, so that the input is 0 to 255.

        The zeros that pad the photo now stand for black, not for MEAN: scores change within some 80 pixels
        of an edge.
        """
        first = self._nodes[0]
        assert first.op_type == "Conv" and first.input[0] == self._input
        first.input[0] = self._input = "rgb"
        _, weight, bias = first.input
        exact = self._weights[weight].astype(np.float64)
        shift = exact.sum((1, 2, 3)) * MEAN / DIVISOR
        self._weights[bias] = (self._weights[bias] - shift).astype(np.float32)
        self._weights[weight] = (exact / DIVISOR).astype(np.float32)

    def model(self, outputs: list[str]) -> onnx.ModelProto:
        def floats(name: str, *shape: int | str) -> onnx.ValueInfoProto:
            return helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)

        photo = floats(self._input, 1, 3, "height", "width")
        levels = [
            floats(name, 1, NUMBERS * anchors, f"h{level}", f"w{level}")
            for level, (name, anchors) in enumerate(zip(outputs, ANCHORS, strict=True))
        ]
        weights = [numpy_helper.from_array(values, name) for name, values in sorted(self._weights.items())]
        graph = helper.make_graph(self._nodes, "proposals", [photo], levels, weights)
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(
            graph, opset_imports=[opset], producer_name="facefinder", ir_version=IR_VERSION
        )

    def _last_convolution(self, head: str, level: int) -> onnx.NodeProto:
        weights = f"{head}_headers.{level}."
        return [n for n in self._nodes if n.op_type == "Conv" and n.input[1].startswith(weights)][-1]

    def _add_convolution(
        self, like: onnx.NodeProto, result: str, weight: np.ndarray, bias: np.ndarray
    ) -> None:
        """Append a convolution with the input and attributes of another."""
        inputs = [like.input[0], f"{result}_w", f"{result}_b"]
        self._weights[inputs[1]], self._weights[inputs[2]] = weight, bias
        attributes = {a.name: helper.get_attribute_value(a) for a in like.attribute}
        self._nodes.append(helper.make_node("Conv", inputs, [result], **attributes))
