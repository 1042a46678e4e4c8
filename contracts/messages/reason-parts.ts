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

export const reasonParts: Readonly<Record<string, Part>> = {
  host: { looks: '\\S+' },
  time: { looks: '\\d+(?:\\.\\d+)? (?:ms|s|min|h|d)', say: timeInFrench },
  number: { looks: '\\d+' },
  code: { looks: '\\S+' },
}
