"""The encoder all-MiniLM-L6-v2 written as an ONNX graph, so that it runs without torch.

The network is BERT (Devlin et al., 2019, arXiv:1810.04805) with 6 layers, then the sentence-transformers
head: mean over the unmasked tokens, scaled to length one (Reimers and Gurevych, 2019, arXiv:1908.10084).
`reference.py` says the same in numpy.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from gigline.language.weights import DIMENSIONS, HEAD_SIZE, HEADS, LAYER_NORM_EPSILON, LAYERS, Weights

# 20 is the first opset with Gelu; the IR version is the one that opset came with, so older runtimes still
# read it.
OPSET = 20
IR_VERSION = 9
INPUTS = ("input_ids", "attention_mask")
OUTPUT = "embedding"
# The same pooling, in the middle of the network: nearer to the words, further from the sentence.
MIDDLE = "middle"
MIDDLE_LAYER = 4
# The tokens before the last layer, for those who have a last layer of their own.
TOKENS = "tokens"
# Added to the score of a masked token: far below any real score, and still finite in every softmax.
MASKED = 10_000.0


def build(weights: Weights) -> onnx.ModelProto:
    """The float32 graph: two int64 inputs (batch, tokens), two float32 outputs (batch, 384), the embedding and what
    it was after MIDDLE_LAYER layers, both with rows of length one, and (batch, tokens, 384) before the last layer.
    """
    graph = _Graph(weights)
    mask = graph.node("Cast", "attention_mask", to=TensorProto.FLOAT)
    bias = _attention_bias(graph, mask)
    hidden = _embeddings(graph)
    for layer in range(LAYERS):
        if layer + 1 == LAYERS:
            graph.node("Identity", hidden, name=TOKENS)
        hidden = _layer(graph, f"encoder.layer.{layer}", hidden, bias)
        if layer + 1 == MIDDLE_LAYER:
            _pool(graph, hidden, mask, MIDDLE)
    _pool(graph, hidden, mask, OUTPUT)
    return graph.model()


def write_float32(weights: Weights, target: Path) -> None:
    """Write the float32 graph to `target` (90 MB)."""
    onnx.save(build(weights), str(target))


def write_int8(weights: Weights, target: Path) -> None:
    """Write the graph with int8 weights to `target` (23 MB); activations are quantised as they come.

    Per channel, and with 7 bits of range: without VNNI the 8-bit products saturate, which costs a point of
    accuracy.
    """
    # Half a second of imports that only a build needs.
    from onnxruntime.quantization import quantize_dynamic

    model = build(weights)
    # The quantiser asks for its preprocessing in a warning on the root logger; this graph leaves it nothing
    # to fold.
    helper.set_model_props(model, {"onnx.quant.pre_process": "onnxruntime.quant"})
    quantize_dynamic(model, str(target), per_channel=True, reduce_range=True)


class _Graph:
    """Collects nodes and constants under fresh names, so that the network below reads as a formula."""

    def __init__(self, weights: Weights) -> None:
        self.weights = weights
        self._nodes: list[onnx.NodeProto] = []
        self._constants: list[onnx.TensorProto] = []

    def node(self, op: str, *inputs: str, name: str = "", **attributes: Any) -> str:
        output = name or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(op, list(inputs), [output], name=f"{op}_{output}", **attributes))
        return output

    def split(self, value: str, parts: int) -> list[str]:
        outputs = [f"n{len(self._nodes)}_{part}" for part in range(parts)]
        node = helper.make_node("Split", [value], outputs, name=f"Split_{outputs[0]}", axis=-1, num_outputs=parts)
        self._nodes.append(node)
        return outputs

    def constant(self, value: NDArray[np.float32] | NDArray[np.int64]) -> str:
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def integers(self, *values: int) -> str:
        return self.constant(np.array(values, dtype=np.int64))

    def number(self, value: float) -> str:
        return self.constant(np.array(value, dtype=np.float32))

    def weight(self, name: str) -> str:
        return self.constant(self.weights[name])

    def model(self) -> onnx.ModelProto:
        inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"]) for name in INPUTS]
        outputs = [
            helper.make_tensor_value_info(name, TensorProto.FLOAT, ["batch", DIMENSIONS]) for name in (OUTPUT, MIDDLE)
        ]
        outputs.append(helper.make_tensor_value_info(TOKENS, TensorProto.FLOAT, ["batch", "tokens", DIMENSIONS]))
        graph = helper.make_graph(self._nodes, "all-MiniLM-L6-v2", inputs, outputs, self._constants)
        opset = [helper.make_opsetid("", OPSET)]
        return helper.make_model(graph, opset_imports=opset, ir_version=IR_VERSION, producer_name="gigline")


def _attention_bias(graph: _Graph, mask: str) -> str:
    missing = graph.node("Sub", mask, graph.number(1.0))
    bias = graph.node("Mul", missing, graph.number(MASKED))
    return graph.node("Unsqueeze", bias, graph.integers(1, 2))


def _embeddings(graph: _Graph) -> str:
    weights = graph.weights
    # One text, one segment: the type embedding is the same for every token, so it is added to the positions
    # here.
    positions = weights["embeddings.position_embeddings.weight"] + weights["embeddings.token_type_embeddings.weight"][0]
    words = graph.node("Gather", graph.weight("embeddings.word_embeddings.weight"), INPUTS[0])
    length = graph.node("Shape", INPUTS[0], start=1, end=2)
    place = graph.node("Slice", graph.constant(positions), graph.integers(0), length)
    return _layer_norm(graph, "embeddings.LayerNorm", graph.node("Add", words, place))


def _layer(graph: _Graph, prefix: str, hidden: str, bias: str) -> str:
    attended = _attention(graph, f"{prefix}.attention", hidden, bias)
    hidden = _layer_norm(graph, f"{prefix}.attention.output.LayerNorm", graph.node("Add", attended, hidden))
    wide = graph.node("Gelu", _linear(graph, f"{prefix}.intermediate.dense", hidden), approximate="none")
    narrow = _linear(graph, f"{prefix}.output.dense", wide)
    return _layer_norm(graph, f"{prefix}.output.LayerNorm", graph.node("Add", narrow, hidden))


def _attention(graph: _Graph, prefix: str, hidden: str, bias: str) -> str:
    query, key, value = graph.split(_projections(graph, f"{prefix}.self", hidden), 3)
    query = _heads(graph, query, [0, 2, 1, 3])
    key = _heads(graph, key, [0, 2, 3, 1])
    value = _heads(graph, value, [0, 2, 1, 3])
    scores = graph.node("Add", graph.node("MatMul", query, key), bias)
    mixed = graph.node("MatMul", graph.node("Softmax", scores, axis=-1), value)
    joined = graph.node("Transpose", mixed, perm=[0, 2, 1, 3])
    return _linear(graph, f"{prefix}.output.dense", graph.node("Reshape", joined, graph.integers(0, 0, DIMENSIONS)))


def _projections(graph: _Graph, prefix: str, hidden: str) -> str:
    # One wide product instead of three; the 1/sqrt(head size) of the attention formula goes into the
    # query's weights.
    scale = {"query": np.float32(HEAD_SIZE**-0.5), "key": np.float32(1), "value": np.float32(1)}
    weights = [graph.weights[f"{prefix}.{part}.weight"] * factor for part, factor in scale.items()]
    biases = [graph.weights[f"{prefix}.{part}.bias"] * factor for part, factor in scale.items()]
    return _affine(graph, hidden, np.concatenate(weights), np.concatenate(biases))


def _heads(graph: _Graph, value: str, order: list[int]) -> str:
    return graph.node("Transpose", graph.node("Reshape", value, graph.integers(0, 0, HEADS, HEAD_SIZE)), perm=order)


def _linear(graph: _Graph, prefix: str, hidden: str) -> str:
    return _affine(graph, hidden, graph.weights[f"{prefix}.weight"], graph.weights[f"{prefix}.bias"])


def _affine(graph: _Graph, hidden: str, weight: NDArray[np.float32], bias: NDArray[np.float32]) -> str:
    return graph.node("Add", graph.node("MatMul", hidden, graph.constant(weight.T)), graph.constant(bias))


def _layer_norm(graph: _Graph, prefix: str, value: str) -> str:
    scale, shift = graph.weight(f"{prefix}.weight"), graph.weight(f"{prefix}.bias")
    return graph.node("LayerNormalization", value, scale, shift, axis=-1, epsilon=LAYER_NORM_EPSILON)


def _pool(graph: _Graph, hidden: str, mask: str, name: str) -> str:
    column = graph.node("Unsqueeze", mask, graph.integers(2))
    total = graph.node("ReduceSum", graph.node("Mul", hidden, column), graph.integers(1), keepdims=0)
    count = graph.node("Max", graph.node("ReduceSum", mask, graph.integers(1), keepdims=1), graph.number(1.0))
    mean = graph.node("Div", total, count)
    length = graph.node("ReduceL2", mean, graph.integers(1), keepdims=1)
    return graph.node("Div", mean, graph.node("Max", length, graph.number(1e-12)), name=name)
