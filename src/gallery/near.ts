/**
 * How far below the threshold a face may be to be shown when the reader asks for more than was found. As far as what is
 * learnt during a run may bring a face to a name (`HIGHEST_RISE`): what is less alike is nearly always somebody else.
 */
export const NEAR = 0.12;
