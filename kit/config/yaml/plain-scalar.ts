/** An unquoted YAML value (core schema) that is plainly a word or a number; undefined for forms that need more care. */
export function plainScalar(text: string): string | number | boolean | null | undefined {
  if (/^-?\d{1,15}(\.\d{1,15})?$/.test(text)) return Number(text)
  if (/^(true|True|TRUE)$/.test(text)) return true
  if (/^(false|False|FALSE)$/.test(text)) return false
  if (/^(null|Null|NULL)$/.test(text)) return null
  const isAddress = /^\d+(\.\d+){2,}$/.test(text)
  const isNumberLike = /^[-+.]|^0[ox]|^\d[\d.]*(e[-+]?\d*)?$/i.test(text)
  return isNumberLike && !isAddress ? undefined : text
}
