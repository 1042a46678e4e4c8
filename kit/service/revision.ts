/** Nobody overwrites what they have not seen. Without a revision the last one to write wins. */
export const isOutdated = (asked: number | undefined, present: { readonly revision: number }): boolean =>
  asked !== undefined && asked !== present.revision
