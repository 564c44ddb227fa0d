/**
 * Units live in the type, so that seconds are never added to MiB by mistake. A branded number is
 * made only by the constructor of its unit; conversions happen once, in the parser that reads the
 * foreign unit (HTCondor: Memory MiB, Disk KiB; Machine/Job Features: bytes).
 */
declare const unit: unique symbol;
type Unit<Name extends string> = number & { readonly [unit]: Name };

/** A duration in seconds. */
export type Seconds = Unit<"s">;
/** An instant: seconds since 1970-01-01T00:00:00Z. */
export type EpochSeconds = Unit<"epoch-s">;
/** 2^20 bytes. */
export type Mebibytes = Unit<"MiB">;

// The brand is for the compiler alone; here is where a number gets it.
export const seconds = (value: number): Seconds => value as Seconds;
export const epochSeconds = (value: number): EpochSeconds => value as EpochSeconds;
export const mebibytes = (value: number): Mebibytes => value as Mebibytes;

/** Whole MiB in a number of bytes; what is left over is not usable memory, so it is dropped. */
export const mebibytesFromBytes = (bytes: number): Mebibytes => mebibytes(Math.floor(bytes / 1048576));
/** Whole MiB in a number of KiB. */
export const mebibytesFromKibibytes = (kib: number): Mebibytes => mebibytes(Math.floor(kib / 1024));

export const after = (instant: EpochSeconds, duration: Seconds): EpochSeconds => epochSeconds(instant + duration);
