import { statfsSync } from 'node:fs'
import { say } from '../messages/kit-catalogue.ts'
import type { Message } from '../messages/message.ts'
import type { Clock } from '../runtime/clock.ts'

/** Of one file system, in bytes; `inodes`: how many more files it takes, where it counts them. */
export type DiskSpace = { readonly free: number; readonly size: number; readonly inodes: number | null }

/** What is asked for again and again costs one system call in this time. */
const keptMs = 1_000
/** A disk is nearly full when a tenth of it is left, or half a gigabyte of a large one. */
const lowShare = 0.1
const lowBytes = 536_870_912
const lowInodes = 100

export type DiskReader = () => DiskSpace | null

/** The disk that a folder is on; null where the system does not say. */
export function diskReader(folder: string, clock: Pick<Clock, 'monotonic'>): DiskReader {
  let read_at = Number.NEGATIVE_INFINITY
  let kept: DiskSpace | null = null
  return () => {
    if (clock.monotonic() - read_at < keptMs) return kept
    read_at = clock.monotonic()
    kept = readDisk(folder)
    return kept
  }
}

function readDisk(folder: string): DiskSpace | null {
  try {
    const { bavail, blocks, bsize, files, ffree } = statfsSync(folder)
    return { free: bavail * bsize, size: blocks * bsize, inodes: files > 0 ? ffree : null }
  } catch {
    return null
  }
}

/** `was`: it was low a moment ago; then it takes half as much again until it is not, so that nobody is told to and fro. */
export function isLow({ free, size, inodes }: DiskSpace, was: boolean): boolean {
  const margin = was ? 1.5 : 1
  return free < margin * Math.min(size * lowShare, lowBytes) || (inodes !== null && inodes < margin * lowInodes)
}

const units = ['size.bytes', 'size.kB', 'size.MB', 'size.GB', 'size.TB'] as const

/** `1.8 MB`. */
export function sizeMessage(bytes: number): Message {
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3))
  const value = bytes / 1000 ** power
  return say(units[power] ?? 'size.bytes', { value: value < 10 ? Math.round(value * 10) / 10 : Math.round(value) })
}

export const lowMessage = (folder: string, { free, size, inodes }: DiskSpace): Message =>
  inodes !== null && inodes < lowInodes
    ? say('disk.files-low', { folder, files: inodes })
    : say('disk.low', { folder, free: sizeMessage(free), size: sizeMessage(size) })
