import { type Message, sayFrom } from './message.ts'
import { Wording } from './wording.ts'

/** What the kit itself says, in English; the other languages are with the catalogues of the contracts. */
export const kitCatalogue = {
  text: '{text}',
  'duration.ms': '{count} ms',
  'duration.s': '{count} s',
  'duration.min': '{count} min',
  'duration.h': '{count} h',
  'duration.d': '{count} d',
  'size.bytes': '{value} bytes',
  'size.kB': '{value, number} kB',
  'size.MB': '{value, number} MB',
  'size.GB': '{value, number} GB',
  'size.TB': '{value, number} TB',

  'network.refused': '{host} may not be contacted: {reason}',
  'network.no-address': 'it has no address',
  'network.never': '{address} is {range}, which is never contacted',
  'network.not-allowed': '{address} is {range}; list it under network.allow to let everybody name it',
  'network.metadata': 'a cloud metadata address',
  'network.link-local': 'a link-local address',
  'network.loopback': 'a loopback address',
  'network.unspecified': 'an unspecified address',
  'network.private': 'a private address',
  'network.shared': 'a shared address of a provider',
  'network.multicast': 'a multicast address',
  'network.reserved': 'a reserved address',

  'disk.low': 'the disk of {folder} is nearly full: {free} of {size} are left',
  'disk.files-low': 'the disk of {folder} takes hardly any more files: {files} are left',
  'disk.full': 'the disk of {folder} is full',
  'disk.fails': 'the disk of {folder} fails: {file} cannot be used ({code})',
  'file.gone': '{file} was removed or replaced',
  'file.read-only': '{file} cannot be written to',
  'file.cannot-open': '{file} cannot be opened',
  'file.too-many': 'too many files are open: {file} cannot be opened (see ulimit -n)',
  'file.locked': 'another program holds {file}',
  'file.damaged':
    '{file} is damaged: put back a backup (vigie restore), or move the file away to start without its data',
  'file.no-file':
    '{file} is no file: move it away, and put back a backup (vigie restore) if there was data in its place',

  'store.disk-full': 'the disk is full',
  'store.io-error': 'the disk fails',
  'store.read-only': 'the data can only be read',
  'store.cannot-open': 'the data cannot be opened',
  'store.locked': 'another program holds the data',
  'store.file-gone': 'the data was taken away while Vigie ran',
  'store.damaged': 'the data is damaged',
  'store.unavailable': 'the database cannot be reached',
  'store.no-answer': 'the database does not answer',
  'store.not-running': 'the database is starting or stopping',
  'store.account-refused': 'the database refuses the account',
  'store.no-rights': 'the account of the database lacks rights',
  'store.no-database': 'the database does not exist',
  'store.no-tables': 'the tables of the database are missing',
  'store.no-connection': 'the database takes no more connections',
  'store.busy': 'the database is busy',
  'store.taken-over': 'another process has taken over the data',
  'store.not-saved': 'the database was lost before the change was saved',
  'store.outcome-unknown': 'the database was lost while the change was being saved; look whether it is saved',
} as const

export const say = sayFrom<typeof kitCatalogue>()

const english = new Wording('en', kitCatalogue)
export const inEnglish = (message: Message): string => english.word(message)
