import type { JsonFault } from '../../contracts/json-fault.ts'
import { jsonFaultWords } from '../messages/json-faults.ts'
import { useWords } from './language.tsx'

/** Where a text stops being JSON; browsers say it in English, and each in its own. */
export function useSayJsonFault(): (fault: JsonFault) => string {
  const words = useWords(jsonFaultWords)
  return ({ line, column, what }) => words.at(line, column, words.whats[what])
}
