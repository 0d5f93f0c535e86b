// jax-js's side of the training step S: the same model, weights and batch as ours (benches/browser/src/train.rs).

import { positions } from './onnx.mjs';

const [V, D, H, B, T] = [4000, 128, 4, 32, 16];
const N = B * T;

/** `weights` by name, `batch` 32 × (16 source ids and 17 of the target) → { step(): loss before it }. */
export async function jaxTraining(url, weights, batch) {
  const { numpy: np, nn, jit, init, defaultDevice, valueAndGrad, tree } = await import(url);
  await init('wasm');
  defaultDevice('wasm');
  const affine = (x, p, n) => np.matmul(x, p[`w_${n}`]).add(p[`b_${n}`]);
  const norm = (x, p) => {
    const c = x.ref.sub(np.mean(x, -1, { keepdims: true }));
    const v = np.mean(np.square(c.ref), -1, { keepdims: true });
    return c.mul(np.reciprocal(np.sqrt(v.add(1e-5)))).mul(p.gamma).add(p.beta);
  };
  const heads = x => np.transpose(x.reshape([B, T, H, D / H]), [0, 2, 1, 3]);
  const attention = (x, y, p, mask) => {
    const [q, k, v] = [heads(affine(x, p, 'q')), heads(affine(y.ref, p, 'k')), heads(affine(y, p, 'v'))];
    let s = np.matmul(q, np.transpose(k, [0, 1, 3, 2])).mul(1 / Math.sqrt(D / H));
    if (mask) s = s.add(mask);
    const context = np.transpose(np.matmul(nn.softmax(s, -1), v), [0, 2, 1, 3]).reshape([N, D]);
    return affine(context, p, 'o');
  };
  const feedForward = (x, p) => affine(nn.relu(affine(x, p, 1)), p, 2);
  const embed = (table, ids, at) =>
    np.take(table, ids, 0).mul(Math.sqrt(D)).reshape([B, T, D]).add(at).reshape([N, D]);

  function loss(p, src, tgt, next, at, mask) {
    let h = embed(p.src_embedding.weight, src, at.ref);
    for (const l of p.encoder) {
      const a = norm(h.ref, l.self_attn.norm);
      h = h.add(attention(a.ref, a, l.self_attn));
      h = h.ref.add(feedForward(norm(h, l.feed_forward.norm), l.feed_forward));
    }
    h = norm(h, p.encoder_norm);
    let g = embed(p.tgt_embedding.weight, tgt, at);
    for (const l of p.decoder) {
      const a = norm(g.ref, l.self_attn.norm);
      g = g.add(attention(a.ref, a, l.self_attn, mask.ref));
      g = g.ref.add(attention(norm(g, l.cross_attn.norm), h.ref, l.cross_attn));
      g = g.ref.add(feedForward(norm(g, l.feed_forward.norm), l.feed_forward));
    }
    h.dispose();
    mask.dispose();
    const logits = np.matmul(norm(g, p.decoder_norm), np.transpose(p.generator.weight, [1, 0]));
    const logP = nn.logSoftmax(logits, -1);
    const right = np.sum(logP.ref.mul(nn.oneHot(next, V))).mul(-0.9 / N);
    return right.sub(np.sum(logP).mul(0.1 / V / N));
  }

  // 'encoder.0.self_attn.w_q' → p.encoder[0].self_attn.w_q; 'encoder.norm.gamma' → p.encoder_norm.gamma.
  const p = { encoder: [], decoder: [] };
  for (const [name, { shape, data }] of Object.entries(weights)) {
    const path = name.replace(/^(encoder|decoder)\.norm/, '$1_norm').split('.');
    const last = path.pop();
    let place = p;
    for (const part of path) place = place[part] ??= {};
    place[last] = np.array(data).reshape(shape);
  }
  const ids = f => np.array(Int32Array.from({ length: N }, (_, i) => batch[Math.floor(i / T) * 33 + f(i % T)]));
  const [src, tgt, next] = [ids(t => t), ids(t => 16 + t), ids(t => 17 + t)];
  const at = np.array(positions(T, D)).reshape([1, T, D]);
  const hidden = Float32Array.from({ length: T * T }, (_, i) => (i % T > Math.floor(i / T) ? -1e9 : 0));
  const mask = np.array(hidden).reshape([1, 1, T, T]);

  const gradient = jit(valueAndGrad(loss));
  const [b1, b2, lr, epsilon] = [0.9, 0.98, 1e-3, 1e-9];
  const update = jit((p, m, v, g, c1, c2) => {
    m = tree.map((a, b) => a.mul(b1).add(b.ref.mul(1 - b1)), m, g);
    v = tree.map((a, b) => a.mul(b2).add(np.square(b).mul(1 - b2)), v, g);
    const moved = (a, m, v) =>
      a.sub(m.ref.mul(lr).div(c1.ref).div(np.sqrt(v.ref.div(c2.ref)).add(epsilon)));
    p = tree.map(moved, p, m, v);
    c1.dispose();
    c2.dispose();
    return [p, m, v];
  });
  let state = [p, tree.map(x => np.zerosLike(x.ref), p), tree.map(x => np.zerosLike(x.ref), p)];
  let steps = 0;
  return async () => {
    steps++;
    const [p, m, v] = state;
    const [l, g] = gradient(tree.map(x => x.ref, p), src.ref, tgt.ref, next.ref, at.ref, mask.ref);
    state = update(p, m, v, g, np.array(1 - b1 ** steps), np.array(1 - b2 ** steps));
    const value = (await l.data())[0];
    // The step is done when its last result is there.
    await state[0].generator.weight.ref.data();
    return value;
  };
}
