import type { Vigie, VigieOptions } from '../process.ts'

/** A misfortune that can be brought upon a running program, and taken from it again. */
export type Fault = {
  /** As the end of "what happens when …": `the disk is full`. */
  readonly name: string
  /** What `/readyz` must say while it lasts; null where the program itself lacks nothing. */
  readonly cause: RegExp | null
  inject(vigie: Vigie): Promise<Healing>
}

/** Takes the fault away. What it did to the program is for the program to mend. */
export type Healing = () => Promise<void>

/** What must lie under or beside a program, before it starts, for a fault to be brought upon it later. */
export type Ground = {
  readonly faults: readonly Fault[]
  /** How the program is to be started. */
  readonly options: Pick<VigieOptions, 'environment' | 'fill'>
  /** For `store.url`; left out: the data lies in the folder. */
  readonly store?: string
  /** The port at which the program must ask for a peer that listens at this one. */
  portOf(port: number): number
  /** Once the program is gone. */
  remove(): Promise<void>
}

/** Answers why this ground cannot be had on this machine. */
export type LayGround = (peers: readonly number[]) => Promise<Ground | string>

/** Of a ground on which peers are asked where they are. */
export const directly = (port: number): number => port
