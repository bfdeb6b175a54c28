"""Edits of an ONNX model that several recipes share. Each changes the model in place."""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TINY = 1e-15  # far below what changes an embedding, far above the float32 denormals (1.2e-38)
SMALL_TENSOR = 256  # numbers; storing fewer as float16 saves nothing worth a Cast
FLOAT16_SAFE = 65_000.0  # float16 ends at 65,504


def set_shape(value: onnx.ValueInfoProto, dimensions: Sequence[int | str]) -> None:
    """State a shape: a number is fixed, a name may have any size."""
    shape = value.type.tensor_type.shape
    del shape.dim[:]
    for dimension in dimensions:
        if isinstance(dimension, int):
            shape.dim.add().dim_value = dimension
        else:
            shape.dim.add().dim_param = dimension


def keep_weights_out_of_inputs(model: onnx.ModelProto) -> None:
    """A caller may override weights that are inputs too, so ONNX Runtime neither folds nor fuses those."""
    weights = {weight.name for weight in model.graph.initializer}
    _replace(model.graph.input, [value for value in model.graph.input if value.name not in weights])


def forget_intermediate_shapes(model: onnx.ModelProto) -> None:
    """They were recorded for the original input size; ONNX Runtime works them out anew."""
    del model.graph.value_info[:]


def flush_tiny_weights(model: onnx.ModelProto) -> None:
    """Set tiny weights to zero: a processor multiplies denormal numbers far slower than others."""
    for weight in model.graph.initializer:
        values = numpy_helper.to_array(weight)
        tiny = np.abs(values) < TINY
        if values.dtype == np.float32 and tiny.any():
            weight.CopyFrom(numpy_helper.from_array(np.where(tiny, np.float32(0), values), weight.name))


def replace_prelu(model: onnx.ModelProto) -> None:
    """Write PRelu(x) with slope s as (1 - s) * Relu(x) + s * x, the products as depthwise 1x1 convolutions.

    ONNX Runtime's PRelu is slow on a CPU and its tensors leave the blocked layout of the convolutions around
    it; Relu, Conv and Add all stay in that layout, and the Add is fused.
    """
    graph = model.graph
    weights = {weight.name: weight for weight in graph.initializer}
    slopes_used: set[str] = set()
    scales: list[onnx.TensorProto] = []
    nodes: list[onnx.NodeProto] = []

    def scaled(source: str, factors: np.ndarray, weight: str, result: str) -> onnx.NodeProto:
        channels = factors.size
        scales.append(numpy_helper.from_array(factors.reshape(channels, 1, 1, 1), weight))
        return helper.make_node("Conv", [source, weight], [result], group=channels, kernel_shape=[1, 1])

    for node in graph.node:
        if node.op_type != "PRelu":
            nodes.append(node)
            continue
        (source, slope_name), (result,) = node.input, node.output
        slope = numpy_helper.to_array(weights[slope_name]).reshape(-1)
        slopes_used.add(slope_name)
        nodes += [
            helper.make_node("Relu", [source], [f"{result}_r"]),
            scaled(f"{result}_r", 1 - slope, f"{result}_p", f"{result}_u"),
            scaled(source, slope, f"{result}_q", f"{result}_v"),
            helper.make_node("Add", [f"{result}_u", f"{result}_v"], [result]),
        ]
    _replace(graph.node, nodes)
    _replace(graph.initializer, [w for w in graph.initializer if w.name not in slopes_used] + scales)


def store_weights_as_float16(model: onnx.ModelProto, small: int = SMALL_TENSOR) -> None:
    """Halve the file: ONNX Runtime casts the weights back when it loads the model; it computes in float32.

    Tensors of up to `small` numbers stay as they are.
    """
    graph = model.graph
    weights: list[onnx.TensorProto] = []
    casts: list[onnx.NodeProto] = []
    for weight in graph.initializer:
        values = numpy_helper.to_array(weight)
        large = values.dtype == np.float32 and values.size > small
        if large and np.abs(values).max() < FLOAT16_SAFE:
            half = f"{weight.name}_h"
            weights.append(numpy_helper.from_array(values.astype(np.float16), half))
            casts.append(helper.make_node("Cast", [half], [weight.name], to=TensorProto.FLOAT))
        else:
            weights.append(weight)
    _replace(graph.initializer, weights)
    _replace(graph.node, casts + list(graph.node))


def _replace(field, items: Sequence) -> None:
    """Give a repeated protobuf field other items; copied first, since deleting would empty those it owns."""
    kept = [type(item).FromString(item.SerializeToString()) for item in items]
    del field[:]
    field.extend(kept)
