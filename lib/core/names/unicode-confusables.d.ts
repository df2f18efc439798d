declare module "unicode-confusables" {
  /** Each character as the one that Unicode's table of confusables gives for it. */
  export function rectifyConfusion(text: string): string
}
