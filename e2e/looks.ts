export type Look = {
  readonly name: string
  readonly colorScheme: 'light' | 'dark'
  readonly width: number
}

/** How a page is looked at for its accessibility. */
export const looks: readonly Look[] = [
  { name: 'light', colorScheme: 'light', width: 1_280 },
  { name: 'dark', colorScheme: 'dark', width: 768 },
  { name: 'narrow', colorScheme: 'light', width: 320 },
]
