"""Edits of an ONNX model that several recipes share. Each changes the model in place."""

from collections.abc import Sequence

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

TINY = 1e-15  # far below what changes an embedding, far above the float32 denormals (1.2e-38)
SMALL_TENSOR = 256  # numbers; storing fewer as float16 saves nothing worth a Cast
SLOPE_GAP = 1e-6  # a PRelu's slope that is nearer to 1 is taken for this far from it
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
    """Write PRelu as Relu(x) + c * x, the product as a depthwise 1x1 convolution, for every PRelu between convolutions.

    ONNX Runtime's PRelu is slow on a CPU and its tensors leave the blocked layout of the convolutions around it;
    Relu, Conv and Add all stay in that layout, and the Add is fused. With slope s, PRelu(x) is s * x + (1 - s) * Relu(x),
    and for s > 1 it is -(z + (s - 1) * Relu(z)) of z = -x. Signs and factors go into the weights of the convolution
    before, and are taken back in those after.
    """
    graph = model.graph
    weights = {weight.name: numpy_helper.to_array(weight) for weight in graph.initializer}
    makers = {output: node for node in graph.node for output in node.output}
    users: dict[str, list[onnx.NodeProto]] = {}
    for node in graph.node:
        for source in node.input:
            users.setdefault(source, []).append(node)
    nodes: list[onnx.NodeProto] = []
    changed: set[str] = set()

    def scale(name: str, factors: np.ndarray, axis: int) -> None:
        shape = [1] * weights[name].ndim
        shape[axis] = -1
        weights[name] = (weights[name] * factors.reshape(shape)).astype(np.float32)
        changed.add(name)

    for node in graph.node:
        if node.op_type != "PRelu":
            nodes.append(node)
            continue
        (source, slope_name), (result,) = node.input, node.output
        slope = weights.pop(slope_name).reshape(-1).astype(np.float64)
        gap = np.maximum(np.abs(1 - slope), SLOPE_GAP)
        sign = np.where(slope > 1, -1.0, 1.0)
        # A small gap is shared between the weights before and after, which float16 would not hold; powers of two are exact.
        shared = np.exp2(np.round(-np.log2(gap) / 2))
        before = makers[source]
        assert before.op_type == "Conv" and users[source] == [node]
        for name in before.input[1:]:
            scale(name, sign * gap * shared, 0)
        for after in users[result]:
            assert after.op_type == "Conv"
            scale(after.input[1], sign / shared, 0 if _is_depthwise(after) else 1)
        factors = np.where(slope > 1, 1, slope) / gap
        weights[f"{result}_c"] = factors.reshape(-1, 1, 1, 1).astype(np.float32)
        changed.add(f"{result}_c")
        nodes += [
            helper.make_node("Relu", [source], [f"{result}_r"]),
            helper.make_node(
                "Conv", [source, f"{result}_c"], [f"{result}_v"], group=slope.size, kernel_shape=[1, 1]
            ),
            helper.make_node("Add", [f"{result}_v", f"{result}_r"], [result]),
        ]
    kept = [weight for weight in graph.initializer if weight.name in weights and weight.name not in changed]
    _replace(graph.node, nodes)
    _replace(graph.initializer, kept + [numpy_helper.from_array(weights[name], name) for name in sorted(changed)])


def _is_depthwise(convolution: onnx.NodeProto) -> bool:
    return any(attribute.name == "group" and attribute.i > 1 for attribute in convolution.attribute)


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
