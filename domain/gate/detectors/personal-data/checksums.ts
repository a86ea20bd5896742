/** Numbers that prove themselves: their last digits follow from the others. Each takes digits and letters alone. */

const digitsOf = (text: string) => Array.from(text, Number);

/** Payment cards. */
export function passesLuhn(digits: string): boolean {
  const sum = digitsOf(digits)
    .reverse()
    .reduce((total, digit, index) => total + (index % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2), 0);
  return sum % 10 === 0;
}

/** IBAN: letters count as 10 to 35, the first four characters come last, and the rest of a division by 97 is 1. */
export function passesMod97(iban: string): boolean {
  let rest = 0;
  for (const character of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

/** Spain's DNI and NIE: eight digits and the letter that their rest by 23 stands for; X, Y, Z are 0, 1, 2 in front. */
export function passesDni(text: string): boolean {
  const number = text.slice(0, -1).replace(/^[XYZ]/, (letter) => String('XYZ'.indexOf(letter)));
  return 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(number) % 23] === text.at(-1);
}

/** Brazil's CPF: eleven digits, the last two weighted sums of those before. */
export function passesCpf(digits: string): boolean {
  const all = digitsOf(digits);
  const check = (length: number) => {
    const sum = all.slice(0, length).reduce((total, digit, index) => total + digit * (length + 1 - index), 0);
    return ((sum * 10) % 11) % 10;
  };
  return new Set(digits).size > 1 && check(9) === all[9] && check(10) === all[10];
}

/** France's social security number: fifteen digits, the last two 97 less the rest of the others. */
export function passesNir(digits: string): boolean {
  return 97 - Number(BigInt(digits.slice(0, 13)) % 97n) === Number(digits.slice(13));
}
