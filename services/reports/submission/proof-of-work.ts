/**
 * The module browsers load: `prove()` asks for a challenge and searches in a worker, which is this same file. It brings
 * its own SHA-256: `crypto.subtle` is missing on plain HTTP, and one awaited call per number would be slower.
 * The salt and the number fit into one block of 55 bytes.
 */
export const proofScript = `const solve = ({ challenge, salt, max_number }) => {
  const K = [], H = []
  for (let n = 2; K.length < 64; n++) {
    let prime = true
    for (let d = 2; d * d <= n; d++) if (n % d === 0) prime = false
    if (prime) {
      if (H.length < 8) H.push((n ** 0.5 * 2 ** 32) | 0)
      K.push((n ** (1 / 3) * 2 ** 32) | 0)
    }
  }
  const r = (x, n) => (x >>> n) | (x << (32 - n))
  const want = [0, 8, 16, 24, 32, 40, 48, 56].map(at => parseInt(challenge.slice(at, at + 8), 16) | 0)
  const w = new Int32Array(64)
  for (let number = 0; number <= max_number; number++) {
    const text = salt + number
    w.fill(0, 0, 16)
    for (let i = 0; i < text.length; i++) w[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8)
    w[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8)
    w[15] = text.length * 8
    let [a, b, c, d, e, f, g, h] = H
    for (let i = 0; i < 64; i++) {
      if (i > 15) {
        const x = w[i - 15], y = w[i - 2]
        w[i] = w[i - 16] + (r(x, 7) ^ r(x, 18) ^ (x >>> 3)) + w[i - 7] + (r(y, 17) ^ r(y, 19) ^ (y >>> 10))
      }
      const t = (h + (r(e, 6) ^ r(e, 11) ^ r(e, 25)) + ((e & f) ^ (~e & g)) + K[i] + w[i]) | 0
      const u = ((r(a, 2) ^ r(a, 13) ^ r(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0
      h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0
    }
    if ([a, b, c, d, e, f, g, h].every((x, i) => ((x + H[i]) | 0) === want[i])) return number
  }
}
if (typeof document === 'undefined') onmessage = event => postMessage(solve(event.data))
export const prove = async () => {
  const response = await fetch(new URL('challenge', import.meta.url))
  if (!response.ok) throw new Error('no challenge: ' + response.status)
  const work = await response.json()
  const worker = new Worker(import.meta.url, { type: 'module' })
  try {
    const number = await new Promise((resolve, reject) => {
      worker.onmessage = event => resolve(event.data)
      worker.onerror = reject
      worker.postMessage(work)
    })
    return { salt: work.salt, number, signature: work.signature }
  } finally {
    worker.terminate()
  }
}
`
