import { Wording } from '../../kit/messages/wording.ts'
import { en } from './en/catalogue.ts'
import { fr } from './fr/catalogue.ts'
import type { Part } from './translate-sentence.ts'

// What several tables of reasons have in common.

const units: Readonly<Record<string, string>> = { d: 'j' }

/** `1.5 h`, `3 d`. */
function timeInFrench(time: string): string {
  const [count = '', unit = ''] = time.split(' ')
  return `${count.replace('.', ',')}\u00a0${units[unit] ?? unit}`
}

/** `-?` for days: a certificate that nobody verifies may have ended. */
export const counted = (english: string, french: string): Part => ({
  looks: `-?\\d+ ${english}`,
  say: text => {
    const count = Number.parseInt(text, 10)
    return `${count}\u00a0${Math.abs(count) < 2 ? french : `${french}s`}`
  },
})

const english = new Wording('en', en)
const french = new Wording('fr', fr)

/** The kinds of address that `kit/http-client/network.ts` names. */
const addresses = Object.fromEntries(
  Object.keys(en)
    .filter(code => code.startsWith('network.') && !/network\.(refused|no-address|never|not-allowed)$/.test(code))
    .map(code => [english.word({ code }), french.word({ code })]),
)

const oneOf = (names: Readonly<Record<string, string>>): Part => ({
  looks: Object.keys(names).join('|'),
  say: name => names[name],
})

export const reasonParts: Readonly<Record<string, Part>> = {
  host: { looks: '\\S+' },
  address: oneOf(addresses),
  time: { looks: '\\d+(?:\\.\\d+)? (?:ms|s|min|h|d)', say: timeInFrench },
  number: { looks: '\\d+' },
  code: { looks: '\\S+' },
}

/** `kit/http-client/network.ts` */
export const contactRefusals: Readonly<Record<string, string>> = {
  '{host} may not be contacted: it has no address': '{host} ne peut pas être contacté\u00a0: il n’a pas d’adresse',
  '{host} may not be contacted: {sentence}': '{host} ne peut pas être contacté\u00a0: {sentence}',
  '{host} is {address}, which is never contacted': '{host} est {address}, jamais contactée',
  '{host} is {address}; list it under network.allow to let everybody name it':
    '{host} est {address}\u202f; ajoutez-la à network.allow pour que chacun puisse la nommer',
}
