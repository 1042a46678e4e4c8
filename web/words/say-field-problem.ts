import type { FieldProblemWords } from '../messages/field-problems.ts'

/** The sentences of the server's validation (`kit/service/validation-message.ts`). */
const sentences: readonly (readonly [RegExp, keyof FieldProblemWords])[] = [
  [/^(is required|must not be (empty|blank))$/, 'missing'],
  [/^must have at least (\d+) characters$/, 'shortest'],
  [/^must have at most (\d+) characters?$/, 'longest'],
  [/^must be (-?[\d.]+) or more$/, 'least'],
  [/^must be (-?[\d.]+) or less$/, 'most'],
  [/^must be more than (-?[\d.]+)$/, 'above'],
  [/^must have at least (\d+) entr(?:y|ies)$/, 'fewest'],
  [/^must have at most (\d+) entr(?:y|ies)$/, 'many'],
  [/^must not have the same entry twice$/, 'twice'],
  [/^must be one of (.+)$/, 'choice'],
  [/^must be an e-mail address/, 'email'],
  [/^must be (an address that begins with http|an absolute URL)/, 'web'],
  [/^must be one line of text/, 'line'],
  [/^must be a duration such as /, 'duration'],
  [/^must match \^\[a-z0-9\]\[a-z0-9-\]\{0,62\}\$$/, 'name'],
  [/^must be an integer$/, 'whole'],
  [/^must be a number$/, 'number'],
  [/^must be a time such as /, 'time'],
  [/^must be after starts_at$/, 'afterBegin'],
]

/** In our words; undefined where we have none. */
export function sayFieldProblem(message: string, words: FieldProblemWords): string | undefined {
  for (const [sentence, name] of sentences) {
    const found = sentence.exec(message)
    const say = words[name]
    if (found) return typeof say === 'string' ? say : say(found[1] ?? '')
  }
  return undefined
}
