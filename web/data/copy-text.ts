/**
 * Into the clipboard. Browsers keep it from pages that came over plain HTTP, as within many a private network: there the
 * old way still works.
 */
export async function copyText(text: string): Promise<void> {
  if (isSecureContext) return navigator.clipboard.writeText(text)
  const field = document.createElement('textarea')
  field.value = text
  field.readOnly = true
  // Beside what has the focus: in a dialog nothing outside of it can have it.
  const place = document.activeElement?.parentElement ?? document.body
  place.append(field)
  field.select()
  const isCopied = document.execCommand('copy')
  field.remove()
  if (!isCopied) throw new Error('the browser does not let this page copy')
}
