/** `flags.checkout.variants["dark mode"]` */
export function pathTo(base: string, key: string | number): string {
  if (typeof key === 'number') return `${base}[${key}]`
  const part = /^[\w$-]+$/.test(key) ? key : `[${JSON.stringify(key.slice(0, 200))}]`
  if (base === '') return part
  return part.startsWith('[') ? `${base}${part}` : `${base}.${part}`
}
