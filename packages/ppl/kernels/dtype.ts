// Element types as numbers, as calls from outside name them.
export const F32: i32 = 0;
export const F64: i32 = 1;
export const I32: i32 = 2;
export const U32: i32 = 3;
