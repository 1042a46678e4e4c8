/** Words about flags; `{name}` stands for what is put in. */
export type FlagMessages = {
  /** Why somebody gets what they get. */
  readonly explained: Readonly<
    Record<
      'disabled' | 'lease' | 'prerequisite' | 'targeting' | 'default' | 'no_default' | 'broken',
      (facts: Facts) => string
    >
  >
}
type Facts = { readonly flag: string; readonly variant: string; readonly because: string }

export const flags: FlagMessages = {
  explained: {
    disabled: ({ flag }) => `"${flag}" is switched off: callers use the default in their code.`,
    lease: ({ variant, because }) => `The variant "${variant}" is forced for the incident ${because}.`,
    prerequisite: ({ variant, because }) =>
      `The flag "${because}" is not as needed, so the default "${variant}" is served.`,
    targeting: ({ variant }) => `The rule answers the variant "${variant}".`,
    default: ({ variant }) => `No rule decides, so the default "${variant}" is served.`,
    no_default: () => 'Nothing decides and there is no default variant: callers use the default in their code.',
    broken: ({ because }) => `It cannot be evaluated: ${because}.`,
  },
}
