//! Days of the SDN list.
