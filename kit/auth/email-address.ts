import { domainToASCII } from 'node:url'

/**
 * What an e-mail address is compared by: `Bob@MÜNCHEN.test` and `bob@xn--mnchen-3ya.test` are one mailbox. The domain is in
 * its ASCII form (IDNA, UTS #46), without the dots that may end it. No mail service tells capital letters from small ones,
 * although they may (RFC 5321), nor a letter from the same one written in two (NFC). Look-alikes stay different (no NFKC).
 */
export function emailKey(email: string): string {
  const text = folded(email.trim())
  const at = text.lastIndexOf('@')
  return at < 0 ? text : `${text.slice(0, at)}@${domainKey(text.slice(at + 1))}`
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase().normalize('NFC')

/** Read as a URL these would be something else than a name: a path, a port, an IPv4 address. */
const noName = /[\s/?#%\\:@[\]<>^|]|(^|\.)(\d+|0x[\da-f]*)\.?$/

/** What may follow a domain and says nothing. */
const end = /[\s.]+$/

function domainKey(domain: string): string {
  const name = domain.replace(end, '')
  const ascii = noName.test(name) ? '' : domainToASCII(name)
  return (ascii || name).replace(end, '')
}
