/** An option as it is typed, of its name in programs: `--kl-weight` of `klWeight`. */
export function optionName(name: string): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}
