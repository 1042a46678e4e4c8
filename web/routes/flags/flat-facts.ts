type Facts = Readonly<Record<string, unknown>> | null

/** The parts of the definition stand beside the rest, so that only what changed is shown. */
export function flatFacts(facts: Facts): Facts {
  const definition = facts?.definition
  if (!facts || typeof definition !== 'object' || definition === null) return facts
  const { definition: _, ...rest } = facts
  return { ...(definition as Record<string, unknown>), ...rest }
}
