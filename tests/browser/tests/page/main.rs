//! Tests of the whole page; one module per thing that a person can do.

mod smoke;
